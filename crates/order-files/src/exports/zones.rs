//! Time zones as Square writes them: with the names of Ruby on Rails, which are not in the time zone database.

/// The names in the countries where Square operates, each with its zone.
const ZONES: [(&str, &str); 33] = [
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Arizona", "America/Phoenix"),
    ("Alaska", "America/Juneau"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Indiana (East)", "America/Indiana/Indianapolis"),
    ("Puerto Rico", "America/Puerto_Rico"),
    ("Guam", "Pacific/Guam"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Newfoundland", "America/St_Johns"),
    ("Saskatchewan", "America/Regina"),
    ("London", "Europe/London"),
    ("Edinburgh", "Europe/London"),
    ("Dublin", "Europe/Dublin"),
    ("Paris", "Europe/Paris"),
    ("Madrid", "Europe/Madrid"),
    ("Tokyo", "Asia/Tokyo"),
    ("Osaka", "Asia/Tokyo"),
    ("Sapporo", "Asia/Tokyo"),
    ("Sydney", "Australia/Sydney"),
    ("Canberra", "Australia/Sydney"),
    ("Melbourne", "Australia/Melbourne"),
    ("Brisbane", "Australia/Brisbane"),
    ("Adelaide", "Australia/Adelaide"),
    ("Darwin", "Australia/Darwin"),
    ("Hobart", "Australia/Hobart"),
    ("Perth", "Australia/Perth"),
    ("Berlin", "Europe/Berlin"),
    ("Amsterdam", "Europe/Amsterdam"),
    ("Rome", "Europe/Rome"),
    ("UTC", "UTC"),
];

/// The name in the time zone database. A name that is not in the list is returned unchanged.
pub(super) fn zone(words: &str) -> &str {
    let found = ZONES.iter().find(|(known, _)| *known == words);
    found.map_or(words, |(_, zone)| zone)
}
