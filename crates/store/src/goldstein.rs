//! The Goldstein scale: how much an act of each CAMEO code helps (+10) or hurts (−10) relations.
//!
//! Source: J. S. Goldstein, "A Conflict-Cooperation Scale for WEIS Events Data", Journal of Conflict Resolution
//! 36 (1992), as carried over to CAMEO codes and used by GDELT. Only codes whose score differs from that of the
//! code above them (`1823` from `182`) are listed.

/// Scores with the codes that have them.
const SCORES: &[(f64, &str)] = &[
    (-10.0, "1823 183 186 19 20"),
    (-9.5, "182 191 192 196 201"),
    (-9.2, "171"),
    (-9.0, "175 18 1821 1822"),
    (-8.0, "163 184 185"),
    (-7.5, "144 145"),
    (-7.2, "15"),
    (-7.0, "136 137 138 139 164 166 17"),
    (-6.5, "14 165"),
    (-6.0, "13"),
    (-5.8, "131 132 133 134 135"),
    (-5.6, "162"),
    (-5.0, "10 125 126 127 128 129 172 173 174"),
    (-4.4, "130"),
    (-4.0, "12 16"),
    (-2.0, "016 09 11"),
    (-0.4, "012"),
    (-0.3, "024 025"),
    (-0.1, "011"),
    (0.0, "01"),
    (0.4, "013"),
    (1.0, "04"),
    (1.9, "042"),
    (2.5, "044"),
    (2.8, "043"),
    (3.0, "02"),
    (3.2, "022"),
    (3.4, "018 019 021 023 051"),
    (3.5, "05"),
    (3.8, "053"),
    (4.0, "026 027 028 03"),
    (4.5, "032"),
    (5.0, "037 039 045 08"),
    (5.2, "031 033"),
    (6.0, "0334 054 06"),
    (6.4, "061"),
    (7.0, "034 035 038 046 055 056 064 07 084 085"),
    (7.4, "062 063 071 073"),
    (8.0, "057"),
    (8.3, "072"),
    (8.5, "074"),
    (9.0, "086 087"),
    (10.0, "0874"),
];

/// The score of a CAMEO code, from −10 to +10; `None` when no such code exists.
pub fn goldstein(cameo: &str) -> Option<f64> {
    (2..=cameo.len()).rev().filter_map(|n| cameo.get(..n)).find_map(|code| {
        SCORES.iter().find(|(_, codes)| codes.split(' ').any(|c| c == code)).map(|(score, _)| *score)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_its_own_score_has_that_of_the_code_above() {
        assert_eq!(goldstein("19"), Some(-10.0));
        assert_eq!(goldstein("190"), Some(-10.0));
        assert_eq!(goldstein("1823"), Some(-10.0));
        assert_eq!(goldstein("1831"), Some(-10.0));
        assert_eq!(goldstein("0874"), Some(10.0));
        assert_eq!(goldstein("0871"), Some(9.0));
        assert_eq!(goldstein("036"), Some(4.0));
        assert_eq!(goldstein("99"), None);
        assert_eq!(goldstein(""), None);
    }

    #[test]
    fn the_whole_table_agrees_with_the_one_that_gdelt_uses() {
        let shared = std::env::var_os("CASUS_SHARED").map_or_else(
            || std::path::Path::new(env!("CASUS_ROOT")).join("../shared"),
            std::path::PathBuf::from,
        );
        let Ok(table) = std::fs::read_to_string(shared.join("schemas/cameo_goldstein.tsv")) else {
            eprintln!("skipped: shared/schemas/cameo_goldstein.tsv is not here");
            return;
        };
        let rows = table.lines().skip(1).filter_map(|l| l.split_once('\t'));
        let wrong: Vec<_> =
            rows.filter(|(code, score)| goldstein(code) != score.trim().parse().ok()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
