//! The standing of an order, by the words of its status.

/// The standing of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// It counts.
    Placed,
    /// It counts, and was fully refunded.
    Refunded,
    /// It counts for nothing: it was not paid, was cancelled, or never became an order.
    Nothing,
}

/// A platform's own words, in lower case without punctuation. They come before the general ones.
pub(super) type Words = &'static [(&'static str, Stand)];

/// Parts of words that mean the same on every platform, in the languages of shops. The first match decides, so `not
/// paid` comes before `paid`.
const PARTS: [(Stand, &[&str]); 3] = [
    (
        Stand::Nothing,
        &[
            "awaiting",
            "unpaid",
            "not paid",
            "pending payment",
            "payment pending",
            "cancel",
            "annul",
            "stornier",
            "abgebroch",
            "geannuleerd",
            "anulad",
            "avbrut",
            "annuller",
            "abandon",
            "incomplete",
            "draft",
            "trash",
            "declined",
            "failed",
            "payment error",
            "fehlgeschlagen",
            "zahlungsfehler",
            "zahlung ausstehend",
            "ausstehende zahlung",
            "warte",
            "wartet",
            "en attente",
            "erreur",
            "échou",
            "echou",
            "pendiente",
            "error",
            "fallid",
            "falhad",
            "in attesa",
            "errore",
            "fallit",
            "wachten",
            "mislukt",
            "expired",
            "void",
        ],
    ),
    (
        Stand::Placed,
        &[
            "partially refunded",
            "partial refund",
            "teilweise",
            "partiellement",
            "parcialmente",
            "parzialmente",
            "gedeeltelijk",
        ],
    ),
    (
        Stand::Refunded,
        &[
            "refund",
            "rembours",
            "erstattet",
            "rückerstatt",
            "reembols",
            "rimbors",
            "terugbetaald",
            "återbetal",
        ],
    ),
];

/// Words of orders that count.
const PLACED: [&str; 34] = [
    "paid",
    "complete",
    "completed",
    "processing",
    "shipped",
    "unshipped",
    "delivered",
    "fulfilled",
    "unfulfilled",
    "open",
    "closed",
    "accepted",
    "placed",
    "new",
    "payment accepted",
    "on hold",
    "hold",
    "preparation in progress",
    "processing in progress",
    "authorized",
    "bezahlt",
    "abgeschlossen",
    "in bearbeitung",
    "versendet",
    "versandt",
    "payée",
    "terminée",
    "en cours",
    "expédié",
    "livré",
    "pagado",
    "completado",
    "pagato",
    "completato",
];

/// The meaning of a status; `None` = unknown.
pub(super) fn stand(status: &str, own: Words) -> Option<Stand> {
    let text = words(status);
    if let Some((_, stand)) = own.iter().find(|(known, _)| *known == text) {
        return Some(*stand);
    }
    let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    if let Some((stand, _)) = PARTS.iter().find(|(_, parts)| has(parts)) {
        return Some(*stand);
    }
    // Such as `Shipped - Delivered to Buyer`.
    let known = |words: &&str| text == **words || text.starts_with("shipped ");
    PLACED.iter().any(known).then_some(Stand::Placed)
}

/// Lower case, with single spaces instead of punctuation: `wc-on_hold` and `On hold` are alike.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let text = text.strip_prefix("wc-").unwrap_or(&text);
    let words = text.split(|sign: char| !sign.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_languages_are_known() {
        for (status, expected) in [
            ("Payment accepted", Some(Stand::Placed)),
            ("Awaiting bank wire payment", Some(Stand::Nothing)),
            ("En attente du paiement par chèque", Some(Stand::Nothing)),
            ("Annulé", Some(Stand::Nothing)),
            ("Storniert", Some(Stand::Nothing)),
            ("Canceled", Some(Stand::Nothing)),
            ("wc-on-hold", Some(Stand::Placed)),
            ("Refunded", Some(Stand::Refunded)),
            ("Teilweise erstattet", Some(Stand::Placed)),
            ("Remboursé", Some(Stand::Refunded)),
            ("Packing at dawn", None),
        ] {
            assert_eq!(stand(status, &[]), expected, "{status}");
        }
        assert_eq!(
            stand("Void-ish", &[("void ish", Stand::Placed)]),
            Some(Stand::Placed)
        );
    }
}
