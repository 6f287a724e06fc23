//! Countries: ISO 3166-1 alpha-2.

/// A country, by its permanent number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u8);

/// Every country, in order of number. New ones are added at the end, and none is ever removed, because past sales refer
/// to it.
const CODES: &str = "\
    ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ\
    DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM\
    JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP\
    NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO\
    TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

const COUNT: usize = CODES.len() / 2;
const NO_COUNTRY: u8 = u8::MAX;

// One number is reserved for "no country".
const _: () = assert!(CODES.len().is_multiple_of(2) && COUNT < NO_COUNTRY as usize);

/// The number of each pair of letters: AA, AB, …
const NUMBERS: [u8; 26 * 26] = {
    let mut numbers = [NO_COUNTRY; 26 * 26];
    let (codes, mut number) = (CODES.as_bytes(), 0);
    while number < COUNT {
        numbers[place(codes[2 * number], codes[2 * number + 1])] = number as u8;
        number += 1;
    }
    numbers
};

const fn place(first: u8, second: u8) -> usize {
    (first - b'A') as usize * 26 + (second - b'A') as usize
}

impl Country {
    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The country with this number; `None` = it belongs to a newer version.
    pub fn of_number(number: u8) -> Option<Country> {
        (usize::from(number) < COUNT).then_some(Country(number))
    }

    /// The country with these two letters, in any case.
    pub fn from_code(code: &str) -> Option<Country> {
        let &[first, second] = code.as_bytes() else {
            return None;
        };
        let [first, second] = [first, second].map(|letter| letter.to_ascii_uppercase());
        if !first.is_ascii_uppercase() || !second.is_ascii_uppercase() {
            return None;
        }
        let number = NUMBERS[place(first, second)];
        (number != NO_COUNTRY).then_some(Country(number))
    }

    /// Its two letters.
    pub fn code(self) -> &'static str {
        let start = 2 * usize::from(self.0);
        CODES.get(start..start + 2).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table on which records of the stores rely. Lines may be added, but none may change.
    #[test]
    fn every_country_keeps_its_number_for_ever() {
        let golden = include_str!("../../tests/countries.txt");
        let lines: Vec<&str> = golden.lines().collect();
        assert_eq!(lines.len(), COUNT);
        for (number, line) in (0..).zip(lines) {
            let (golden, code) = line.split_once(' ').unwrap();
            assert_eq!(golden, number.to_string());
            let country = Country::of_number(number).unwrap();
            assert_eq!((country.code(), country.number()), (code, number));
            assert_eq!(Country::from_code(code), Some(country));
            assert_eq!(Country::from_code(&code.to_lowercase()), Some(country));
        }
        assert_eq!(Country::of_number(COUNT as u8), None);
    }

    #[test]
    fn what_is_no_country_is_none() {
        for code in ["", "D", "DEU", "XX", "EU", "UK", "d3", "é", "--", "@@"] {
            assert_eq!(Country::from_code(code), None, "{code}");
        }
    }
}
