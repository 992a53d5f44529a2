//! The weights of the crate belong to the papers of the corpus.

use crate::support::forms;

#[test]
fn the_weights_were_learnt_from_these_papers() {
    let weights = redact::training::learnt();
    let sum = [weights[0], weights[1], weights[2], weights[3]];
    let learnt = u32::from_le_bytes(sum);
    assert_eq!(learnt, forms::sum(), "make weights");
}
