//! The screen: four panes that fit 80 columns by 24 lines, and use more space where there is more.

use api_types::HealthHistory;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Sparkline};

use super::View;
use super::figures::{self, Group};
use crate::terminal::clean;

const LABEL: u16 = 15;
const VALUE: u16 = 11;
/// Fine enough for the eight heights that a line of text can show.
const HEIGHTS: f64 = 800.0;

/// Draws everything.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View) {
    let [head, notice, upper, lower] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(notice_lines(view)),
        Constraint::Length(11),
        Constraint::Min(3),
    ])
    .areas(frame.area());
    let health = &view.health;
    frame.render_widget(title(view), head);
    frame.render_widget(notices(view), notice);
    let halves = || Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]);
    let [left, right] = halves().areas(upper);
    draw_group(
        frame,
        left,
        &figures::store(health),
        health.history.as_ref(),
    );
    draw_group(
        frame,
        right,
        &figures::orders(health),
        health.history.as_ref(),
    );
    let [left, right] = halves().areas(lower);
    draw_group(frame, left, &figures::host(health), health.history.as_ref());
    let lists = figures::lists(health).into_iter().map(Line::from);
    let lists = Paragraph::new(lists.collect::<Vec<_>>());
    frame.render_widget(
        lists.block(Block::bordered().title(" servers, sources, rejects ")),
        right,
    );
}

fn title(view: &View) -> Line<'static> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let health = &view.health;
    let time = health.as_of.get(11..19).unwrap_or("–").to_owned();
    Line::from(vec![
        Span::styled("livetill top", bold),
        Span::raw(format!(
            "  {}  {}  {time} UTC  ",
            clean(&view.server),
            clean(&health.server.version)
        )),
        Span::styled("q", bold),
        Span::raw(" quits"),
    ])
}

/// One line per alert, limited by the space that the panes need.
fn notice_lines(view: &View) -> u16 {
    let lines = view.alerts.len() + usize::from(view.error.is_some());
    lines.clamp(1, 2) as u16
}

fn notices(view: &View) -> Paragraph<'static> {
    let red = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
    let error = view
        .error
        .iter()
        .map(|error| Line::styled(clean(error), red));
    let alerts = view.alerts.iter().map(|alert| {
        let snoozed = if alert.snoozed_until.is_some() {
            " (snoozed)"
        } else {
            ""
        };
        let text = format!("{}: {}{snoozed}", clean(&alert.id), clean(&alert.detail));
        Line::styled(text, red)
    });
    let lines: Vec<Line<'_>> = error.chain(alerts).collect();
    if lines.is_empty() {
        return Paragraph::new(Line::styled("no alerts", Style::new().fg(Color::Green)));
    }
    Paragraph::new(lines)
}

fn draw_group(frame: &mut Frame<'_>, area: Rect, group: &Group, history: Option<&HealthHistory>) {
    let block = Block::bordered().title(format!(" {} ", group.title));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    for (figure, line) in group.figures.iter().zip(inner.rows()) {
        let [label, value, _, chart] = Layout::horizontal([
            Constraint::Length(LABEL),
            Constraint::Length(VALUE),
            Constraint::Length(1),
            Constraint::Min(0),
        ])
        .areas(line);
        frame.render_widget(Line::from(figure.label), label);
        frame.render_widget(Line::from(figure.value.clone()).right_aligned(), value);
        let series = figure.series.and_then(|name| history?.series.get(name));
        if let Some(series) = series {
            let heights = heights(series, usize::from(chart.width));
            let sparkline = Sparkline::default().max(HEIGHTS as u64).data(heights);
            frame.render_widget(sparkline.style(Style::new().fg(Color::Cyan)), chart);
        }
    }
}

/// The newest values of a series as heights, scaled to the largest. Unknown values have no height.
fn heights(series: &[Option<f64>], width: usize) -> Vec<Option<u64>> {
    let newest = &series[series.len().saturating_sub(width)..];
    let highest = newest.iter().flatten().copied().fold(0.0, f64::max);
    let height = |number: f64| {
        if highest > 0.0 {
            (number / highest * HEIGHTS) as u64
        } else {
            0
        }
    };
    newest.iter().map(|number| number.map(height)).collect()
}

#[cfg(test)]
mod tests {
    use api_types::{Alert, Health, HealthServer};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn view() -> View {
        let mut health = Health {
            as_of: "2018-03-11T14:23:45.123Z".to_owned(),
            ..Health::default()
        };
        health.store.kind = "redis".to_owned();
        health.store.version = "7.2.4".to_owned();
        health.store.available = true;
        health.store.engine_cpu_percent = Some(12.3);
        health.store.bytes_used = Some(3 * 1024 * 1024);
        health.intake.orders_per_second = Some(1_234.0);
        health.intake.commit_p99_seconds = Some(0.0123);
        health.host.cores = 4;
        health.server = HealthServer {
            id: "a".to_owned(),
            version: "0.1.0".to_owned(),
            host: "till-1".to_owned(),
            started_at: "2018-03-11T09:00:00.000Z".to_owned(),
        };
        health.servers = vec![health.server.clone()];
        let mut history = HealthHistory {
            interval_seconds: 10,
            ..HealthHistory::default()
        };
        let rising = (0..360).map(|number| Some(f64::from(number))).collect();
        history
            .series
            .insert("intake.orders_per_second".to_owned(), rising);
        health.history = Some(history);
        View {
            server: "http://127.0.0.1:8080".to_owned(),
            health,
            ..View::default()
        }
    }

    fn drawn(view: &View, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, view)).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn eighty_columns_by_twenty_four_lines_show_everything() {
        let screen = drawn(&view(), 80, 24);
        for text in [
            "livetill top  http://127.0.0.1:8080  0.1.0  14:23:45 UTC  q quits",
            "no alerts",
            "store · redis 7.2.4",
            "engine CPU          12.3 %",
            "used                 3 MiB",
            "orders              1234/s",
            "commit p99         12.3 ms",
            "source lag               –",
            "host · 4 cores",
            "livetill memory",
            "disk free",
            "server till-1 0.1.0 since 2018-03-11",
        ] {
            assert!(screen.contains(text), "`{text}` is not in\n{screen}");
        }
        assert!(screen.contains('█'), "a rising series ends high:\n{screen}");
    }

    #[test]
    fn alerts_and_failures_stand_at_the_top() {
        let mut view = view();
        view.error = Some("cannot reach it\u{1b}[2J".to_owned());
        view.alerts = vec![Alert {
            id: "sales_stopped.default".to_owned(),
            rule: "sales_stopped".to_owned(),
            shop: Some("default".to_owned()),
            source: None,
            since: String::new(),
            raised_at: String::new(),
            detail: "no order in 47 min, 12.3 were to be expected".to_owned(),
            said: None,
            snoozed_until: None,
        }];
        let screen = drawn(&view, 80, 24);
        assert!(screen.contains("cannot reach it\u{fffd}[2J"), "{screen}");
        assert!(
            screen.contains("sales_stopped.default: no order in 47 min"),
            "{screen}"
        );
        let text = figures::text(&view);
        assert!(
            text.contains("ALERT sales_stopped.default: no order in 47 min"),
            "{text}"
        );
    }

    #[test]
    fn a_tiny_terminal_and_an_empty_answer_do_no_harm() {
        for (width, height) in [(1, 1), (20, 5), (200, 60)] {
            drawn(&View::default(), width, height);
        }
    }
}
