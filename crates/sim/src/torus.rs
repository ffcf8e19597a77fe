//! Sites of a square torus, numbered row by row: for models with agents on a grid.

/// The sites within `reach` columns and rows of a site on a torus of `n × n`, without itself, each once.
pub fn around(n: usize, site: usize, reach: usize) -> impl Iterator<Item = usize> + Clone {
    let width = (2 * reach + 1).min(n);
    let (left, top) = (site % n + n - reach.min(n / 2), site / n + n - reach.min(n / 2));
    let row = move |dy| (0..width).map(move |dx| (top + dy) % n * n + (left + dx) % n);
    (0..width).flat_map(row).filter(move |s| *s != site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_around_one_are_found_across_the_edges_and_once() {
        let sorted = |n, site, reach| {
            let mut sites: Vec<usize> = around(n, site, reach).collect();
            sites.sort_unstable();
            sites
        };
        assert_eq!(sorted(5, 12, 1), [6, 7, 8, 11, 13, 16, 17, 18]);
        assert_eq!(sorted(5, 0, 1), [1, 4, 5, 6, 9, 20, 21, 24]);
        for (n, reach, count) in [(40, 7, 224), (5, 2, 24), (5, 9, 24), (4, 2, 15)] {
            for site in 0..n * n {
                let mut sites = sorted(n, site, reach);
                sites.dedup();
                assert_eq!(sites.len(), count, "{n} {site} {reach}");
            }
        }
    }
}
