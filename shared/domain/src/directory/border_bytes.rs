//! Borders as bytes: each node as the step from the one before, two bytes a coordinate.
//!
//! Neighbouring nodes are a few hundred units apart, and a plain loop over steps of one size reads them ten times
//! faster than a sequence of numbers, of which a province has twenty thousand. The rare longer step is written out.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::AreaId;
use super::border::{Border, Node, Ring};

/// Instead of a step east: the node itself follows, four bytes a coordinate.
const WHOLE: i16 = i16::MIN;

impl Serialize for Border {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rings: Vec<(bool, Vec<u8>)> = self.rings.iter().map(|ring| (ring.outer, steps(&ring.nodes))).collect();
        (&self.area, rings).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Border {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (area, rings) = <(AreaId, Vec<(bool, &'de [u8])>)>::deserialize(deserializer)?;
        let ring = |(outer, steps): (bool, &[u8])| Some(Ring::new(nodes(steps)?, outer));
        let rings: Option<Vec<Ring>> = rings.into_iter().map(ring).collect();
        Ok(Self::of(area, rings.ok_or_else(|| serde::de::Error::custom("a border breaks off"))?))
    }
}

fn steps(nodes: &[Node]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(nodes.len() * 4 + 6);
    let mut last: Node = [0, 0];
    for node in nodes {
        let step = |axis: usize| node[axis].checked_sub(last[axis]).and_then(|step| i16::try_from(step).ok());
        match (step(0), step(1)) {
            (Some(east), Some(north)) if east != WHOLE => {
                bytes.extend(east.to_le_bytes());
                bytes.extend(north.to_le_bytes());
            }
            _ => {
                bytes.extend(WHOLE.to_le_bytes());
                bytes.extend(node.iter().flat_map(|coordinate| coordinate.to_le_bytes()));
            }
        }
        last = *node;
    }
    bytes
}

/// The nodes of steps; none where they break off, or run out of what a coordinate can be.
fn nodes(mut steps: &[u8]) -> Option<Vec<Node>> {
    let mut nodes = Vec::with_capacity(steps.len() / 4);
    let mut last: Node = [0, 0];
    while !steps.is_empty() {
        let east = take(&mut steps).map(i16::from_le_bytes)?;
        last = if east == WHOLE {
            [take(&mut steps).map(i32::from_le_bytes)?, take(&mut steps).map(i32::from_le_bytes)?]
        } else {
            let north = take(&mut steps).map(i16::from_le_bytes)?;
            [last[0].checked_add(i32::from(east))?, last[1].checked_add(i32::from(north))?]
        };
        nodes.push(last);
    }
    Some(nodes)
}

fn take<const COUNT: usize>(bytes: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nodes_read_back_as_they_were(written in prop::collection::vec(prop::array::uniform2(any::<i32>()), 0..50)) {
            prop_assert_eq!(nodes(&steps(&written)), Some(written));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..50)) {
            if let Some(read) = nodes(&bytes) {
                prop_assert!(read.len() <= bytes.len() / 4);
            }
        }
    }

    #[test]
    fn near_nodes_take_four_bytes() {
        let written = vec![[105_468_200, 9_783_540], [105_469_390, 9_783_170], [105_470_840, 9_782_760]];
        assert_eq!(steps(&written).len(), 10 + 4 + 4);
    }

    #[test]
    fn a_broken_off_step_is_refused() {
        assert_eq!(nodes(&[2]), None);
        assert_eq!(nodes(&[2, 0, 3]), None);
        assert_eq!(nodes(&[2, 0, 0xff, 0xff]), Some(vec![[2, -1]]));
        assert_eq!(nodes(&[0, 0x80, 1, 1, 1, 1]), None);
    }
}
