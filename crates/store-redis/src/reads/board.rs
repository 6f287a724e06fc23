//! The board: all numbers as of one moment, then the names.

use domain::{BoardData, BoardQuery, BusinessDay, Pulse, RankedItem, Shop};
use ports::StoreError;

use crate::core::Core;
use crate::layout::day;
use crate::layout::keys::Keys;
use crate::layout::leaderboard::Leaderboard;
use crate::reads::days::{DaysAsked, STATE_OF_DAYS};
use crate::reads::latest::{add_latest, read_latest};
use crate::reads::popular::leaders;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

impl Core {
    /// The minutes of a day that have sales.
    pub(crate) async fn minutes(
        &self,
        keys: &Keys,
        day: BusinessDay,
    ) -> Result<Vec<(u16, Pulse)>, StoreError> {
        let mut command = redis::cmd("GET");
        command.arg(keys.own_of("day", day));
        let answer = self.reader.command("read minutes from redis", &command);
        Ok(day::minutes(answer.await?.bytes().unwrap_or_default()))
    }

    /// How many items the shop has had.
    pub(crate) async fn known_items(&self, keys: &Keys) -> Result<u64, StoreError> {
        let mut command = redis::cmd("HGET");
        command.arg(keys.state()).arg("numbers");
        let answer = self.reader.command("count items in redis", &command);
        Ok(answer.await?.number().max(0).unsigned_abs())
    }

    pub(crate) async fn board(
        &self,
        shop: &Shop,
        query: &BoardQuery,
    ) -> Result<BoardData, StoreError> {
        const DOING: &str = "read the board from redis";
        let keys = self.keys(shop);
        let boards = [
            Leaderboard::of(&keys, None),
            Leaderboard::of(&keys, Some(query.day)),
        ];
        let days: Vec<BusinessDay> = [query.last_week()]
            .into_iter()
            .chain(query.week())
            .collect();
        let whole = [query.day, query.yesterday(), query.last_week()];
        let mut pipeline = redis::pipe();
        let fields: Vec<String> = boards
            .iter()
            .map(|it| format!("top{}", it.suffix))
            .collect();
        pipeline
            .cmd("HMGET")
            .arg(keys.state())
            .arg("adopted")
            .arg(&fields)
            .arg("numbers")
            .arg(&STATE_OF_DAYS);
        for board in &boards {
            let last = query.popular.max(1) - 1;
            pipeline
                .cmd("ZREVRANGE")
                .arg(&board.set)
                .arg(0)
                .arg(last)
                .arg("WITHSCORES");
        }
        add_latest(&mut pipeline, &keys, query.latest);
        for day in whole {
            pipeline.cmd("GET").arg(keys.own_of("day", day));
        }
        let asked = DaysAsked::of(self, &keys, &days);
        asked.add_to(&mut pipeline);
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let [state, popular, popular_day, items, lines, minutes @ ..] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let state = state.list()?;
        let (state, of_days) = state.split_at(state.len().saturating_sub(STATE_OF_DAYS.len()));
        let adopted = state
            .first()
            .is_some_and(|adopted| adopted.bytes().is_some());
        let (minutes, answers) = minutes
            .split_at_checked(whole.len())
            .ok_or_else(|| corrupt(DOING))?;
        let read = match adopted {
            true => asked.read(shop, of_days, answers)?,
            false => self.foreign_days(shop, &keys, &days).await?,
        };
        let Some(mut week) = read else {
            // The first commit, or one with more measures, came between the two reads.
            return Box::pin(self.board(shop, query)).await;
        };
        let mut ranked = Vec::new();
        for (index, page) in [popular, popular_day].into_iter().enumerate() {
            let threshold = state.get(index + 1).map_or(1, |it| it.number().max(1));
            let mut page_leaders = leaders(page.list()?, threshold);
            page_leaders.truncate(query.popular);
            // Fewer than requested, though more exist: the set is being refilled, or was cut shorter than this
            // unusually long request.
            if page_leaders.len() < query.popular && threshold > 1 {
                page_leaders = self.all_ranked(&keys, &boards[index]).await?;
                page_leaders.truncate(query.popular);
            }
            ranked.push(page_leaders);
        }
        let mut latest = read_latest(items, lines)?;
        let skus = ranked.iter().flatten().map(|item| &*item.0);
        let skus: Vec<&str> = skus.chain(latest.iter().map(|line| &*line.sku)).collect();
        let mut names = self.names(&keys, skus.into_iter()).await?.into_iter();
        let mut boards = ranked.into_iter().map(|page| {
            let named = page.into_iter().map(|(sku, units)| {
                let name = names.next().flatten();
                RankedItem { sku, name, units }
            });
            named.collect::<Vec<RankedItem>>()
        });
        let (popular, popular_day) = (
            boards.next().unwrap_or_default(),
            boards.next().unwrap_or_default(),
        );
        drop(boards);
        for line in &mut latest {
            line.name = names.next().flatten();
        }
        let minutes_of = |index: usize| -> Vec<(u16, Pulse)> {
            day::minutes(minutes[index].bytes().unwrap_or_default())
        };
        Ok(BoardData {
            last_week: week.remove(0),
            week,
            minutes: minutes_of(0),
            yesterday_minutes: minutes_of(1),
            last_week_minutes: minutes_of(2),
            popular,
            popular_day,
            latest,
            known_items: state.last().map_or(0, |it| it.number().max(0) as u64),
        })
    }
}
