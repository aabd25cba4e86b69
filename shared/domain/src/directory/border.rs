//! A commune's border as flat integers, and the two questions asked of it: is a point inside, and how far is it?
//!
//! Coordinates are whole millionths of a degree (11 cm), so that which side of an edge a point is on is exact: two
//! communes that share a border never both hold a point, nor neither. Edges come in runs with a box each; most runs
//! are passed over by their box, so no index has to be built when the directory is loaded.

use super::AreaId;

/// Units in a degree.
pub(super) const DEGREE: f64 = 1e6;
/// Edges in a run.
const RUN: usize = 16;

/// A longitude and a latitude in millionths of a degree.
pub(super) type Node = [i32; 2];

/// The border of one commune: rings of one or more polygons, holes among them, by the even-odd rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Border {
    pub(super) area: AreaId,
    pub(super) rings: Vec<Ring>,
    pub(super) around: Box2,
}

/// A closed ring: its first node again at the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ring {
    pub(super) nodes: Vec<Node>,
    /// Starts a new polygon, so is no hole.
    pub(super) outer: bool,
    runs: Vec<Box2>,
}

/// West, south, east, north, all included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Box2 {
    pub(super) least: Node,
    pub(super) most: Node,
}

impl Box2 {
    const EMPTY: Self = Self { least: [i32::MAX; 2], most: [i32::MIN; 2] };

    fn of(nodes: &[Node]) -> Self {
        nodes.iter().fold(Self::EMPTY, |around, node| around.with(*node))
    }

    fn with(self, node: Node) -> Self {
        Self {
            least: [self.least[0].min(node[0]), self.least[1].min(node[1])],
            most: [self.most[0].max(node[0]), self.most[1].max(node[1])],
        }
    }

    /// Is the node inside, or within `reach` of it in each direction?
    pub(super) fn reaches(&self, node: Node, reach: Node) -> bool {
        (0..2).all(|axis| {
            self.least[axis].saturating_sub(reach[axis]) <= node[axis]
                && node[axis] <= self.most[axis].saturating_add(reach[axis])
        })
    }

    fn overlaps(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.least[axis] <= other.most[axis] && other.least[axis] <= self.most[axis])
    }
}

/// Metres in a unit of longitude and of latitude near a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale(pub(super) [f64; 2]);

impl Scale {
    /// Of WGS 84 at a latitude, by the usual series; within 1 m in 100 km, which is far more than a border is worth.
    pub(super) fn at(node: Node) -> Self {
        let latitude = (f64::from(node[1]) / DEGREE).to_radians();
        let north = 111_132.954 - 559.822 * (2.0 * latitude).cos() + 1.175 * (4.0 * latitude).cos();
        let east = 111_412.84 * latitude.cos() - 93.5 * (3.0 * latitude).cos() + 0.118 * (5.0 * latitude).cos();
        Self([east / DEGREE, north / DEGREE])
    }

    /// How many units cover so many metres, rounded up.
    #[expect(clippy::cast_possible_truncation, reason = "a float too large is held at the largest integer")]
    pub(super) fn units(self, metres: f64) -> Node {
        self.0.map(|metres_in_unit| (metres / metres_in_unit).ceil() as i32)
    }
}

impl Border {
    pub(super) fn new(area: AreaId, polygons: Vec<Vec<Vec<Node>>>) -> Self {
        let rings = polygons.into_iter().flat_map(|rings| {
            let outer_then_holes = rings.into_iter().enumerate();
            outer_then_holes.map(|(index, nodes)| Ring::new(nodes, index == 0))
        });
        Self::of(area, rings.collect())
    }

    pub(super) fn of(area: AreaId, rings: Vec<Ring>) -> Self {
        let runs = rings.iter().flat_map(|ring| &ring.runs);
        let around = runs.fold(Box2::EMPTY, |around, run| around.with(run.least).with(run.most));
        Self { area, rings, around }
    }

    /// Rings of each polygon, the outer one first.
    pub(super) fn polygons(&self) -> Vec<Vec<&[Node]>> {
        let mut polygons: Vec<Vec<&[Node]>> = Vec::new();
        for ring in &self.rings {
            match polygons.last_mut() {
                Some(polygon) if !ring.outer => polygon.push(&ring.nodes),
                _ => polygons.push(vec![&ring.nodes]),
            }
        }
        polygons
    }

    /// Is the node inside? A node on a border between two communes is in exactly one of them.
    pub(super) fn contains(&self, node: Node) -> bool {
        self.around.reaches(node, [0, 0]) && self.rings.iter().filter(|ring| ring.is_crossed(node)).count() % 2 == 1
    }

    /// Metres from the node to the border, where that is under `limit`.
    pub(super) fn distance(&self, node: Node, scale: Scale, limit: f64) -> Option<f64> {
        let boxes = || self.rings.iter().flat_map(|ring| ring.runs.iter().enumerate().map(move |run| (ring, run)));
        let to_box = |around: &Box2| square_to_box(node, around, scale);
        let to_run = |ring: &Ring, run: usize| {
            let squares = ring.edges(run).map(|edge| square_to_edge(node, edge[0], edge[1], scale));
            squares.fold(f64::INFINITY, f64::min)
        };
        // the run with the nearest box has the nearest edge or comes close, and spares looking at nearly all others
        let (ring, (first, around)) = boxes().min_by(|one, other| to_box(one.1.1).total_cmp(&to_box(other.1.1)))?;
        if to_box(around) > limit * limit {
            return None;
        }
        let mut nearest = to_run(ring, first);
        for (ring, (run, around)) in boxes() {
            if to_box(around) < nearest {
                nearest = nearest.min(to_run(ring, run));
            }
        }
        (nearest <= limit * limit).then(|| nearest.sqrt())
    }

    pub(super) fn may_overlap(&self, other: &Self) -> bool {
        self.around.overlaps(&other.around)
    }
}

impl Ring {
    pub(super) fn new(nodes: Vec<Node>, outer: bool) -> Self {
        let edges = nodes.len().saturating_sub(1);
        let run = |first: usize| Box2::of(&nodes[first..=(first + RUN).min(edges)]);
        let runs = (0..edges).step_by(RUN).map(run).collect();
        Self { nodes, outer, runs }
    }

    fn edges(&self, run: usize) -> impl Iterator<Item = &[Node; 2]> {
        let last = (run * RUN + RUN).min(self.nodes.len() - 1);
        self.nodes[run * RUN..=last].array_windows()
    }

    /// Does a line from the node due east cross the ring an odd number of times?
    fn is_crossed(&self, node: Node) -> bool {
        let mut inside = false;
        for (run, around) in self.runs.iter().enumerate() {
            let beside = node[1] < around.least[1] || node[1] > around.most[1] || node[0] > around.most[0];
            if !beside {
                inside ^= self.edges(run).filter(|edge| is_east(node, edge[0], edge[1])).count() % 2 == 1;
            }
        }
        inside
    }
}

/// Does the edge pass the node's latitude strictly east of it? Its lower end belongs to an edge, its upper does not,
/// and it is looked at from the lower end up, so that both communes beside it get the same answer.
fn is_east(node: Node, one: Node, other: Node) -> bool {
    if (one[1] > node[1]) == (other[1] > node[1]) {
        return false;
    }
    let (low, high) = if one[1] < other[1] { (one, other) } else { (other, one) };
    let part = |end: Node, axis: usize| i64::from(end[axis]) - i64::from(low[axis]);
    part(node, 0) * part(high, 1) < part(high, 0) * part(node, 1)
}

fn square_to_box(node: Node, around: &Box2, scale: Scale) -> f64 {
    let apart = |axis: usize| {
        let gap =
            (around.least[axis].saturating_sub(node[axis])).max(node[axis].saturating_sub(around.most[axis])).max(0);
        f64::from(gap) * scale.0[axis]
    };
    apart(0) * apart(0) + apart(1) * apart(1)
}

fn square_to_edge(node: Node, start: Node, end: Node, scale: Scale) -> f64 {
    let metres = |to: Node, axis: usize| (f64::from(to[axis]) - f64::from(start[axis])) * scale.0[axis];
    let (along, point) = ([metres(end, 0), metres(end, 1)], [metres(node, 0), metres(node, 1)]);
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length > 0.0 { (along[0] * point[0] + along[1] * point[1]) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    let (east, north) = (point[0] - along[0] * share, point[1] - along[1] * share);
    east * east + north * north
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn border(rings: Vec<Vec<Node>>) -> Border {
        Border::new("a".parse().unwrap(), vec![rings])
    }

    /// A strip from west to east with a jagged line down its middle: what is west of the line and what is east.
    fn halves(line: &[i32]) -> [Border; 2] {
        let jagged: Vec<Node> = (0_i32..).zip(line).map(|(north, east)| [*east, north * 10]).collect();
        let top = jagged.last().unwrap()[1];
        let side = |edge: i32| {
            let corners = [[edge, top], [edge, 0], jagged[0]];
            border(vec![jagged.iter().copied().chain(corners).collect()])
        };
        [side(-1_000), side(1_000)]
    }

    proptest! {
        #[test]
        fn a_point_between_two_communes_is_in_exactly_one(
            line in prop::collection::vec(-50_i32..50, 2..60),
            east in -60_i32..60,
            share in 0.0_f64..1.0,
        ) {
            let top = i32::try_from(line.len() - 1).unwrap() * 10;
            #[expect(clippy::cast_possible_truncation, reason = "under 600")]
            let north = (f64::from(top) * share).floor() as i32;
            let inside = halves(&line).map(|half| half.contains([east, north]));
            prop_assert_eq!(inside[0], !inside[1], "at {}, {}", east, north);
        }

        #[test]
        fn every_corner_of_a_common_line_is_in_exactly_one(line in prop::collection::vec(-50_i32..50, 2..60)) {
            let halves = halves(&line);
            for (north, east) in (0_i32..).zip(&line).take(line.len() - 1) {
                let node = [*east, north * 10];
                prop_assert_eq!(halves[0].contains(node), !halves[1].contains(node));
            }
        }
    }

    #[test]
    fn a_hole_is_not_inside() {
        let square = |low: i32, high: i32| vec![[low, low], [high, low], [high, high], [low, high], [low, low]];
        let ring = border(vec![square(0, 100), square(40, 60)]);
        assert!(ring.contains([20, 20]) && !ring.contains([50, 50]) && !ring.contains([120, 50]));
        assert_eq!(ring.polygons().len(), 1);
    }

    #[test]
    fn the_distance_is_in_metres_and_only_within_its_limit() {
        // at 9.78° north a thousandth of a degree is 110.6 m north and 109.7 m east (WGS 84)
        let square = vec![[0, 9_780_000], [1_000, 9_780_000], [1_000, 9_790_000], [0, 9_790_000], [0, 9_780_000]];
        let square = border(vec![square]);
        let node = [2_000, 9_785_000];
        let scale = Scale::at(node);
        let east = square.distance(node, scale, f64::INFINITY).unwrap();
        assert!((east - 109.7).abs() < 0.1, "{east}");
        let north = square.distance([500, 9_791_000], scale, f64::INFINITY).unwrap();
        assert!((north - 110.6).abs() < 0.1, "{north}");
        assert_eq!(square.distance(node, scale, 109.0), None);
    }
}
