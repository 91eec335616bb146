//! What other rules would have paid, held against what these rules did pay: a replay that changes nothing
//! is the batch to the fen, its tables add up, what is better for members costs more, and results name
//! nobody.

mod city;

mod adds_up;
mod adequacy;
mod cells;
mod equals;
mod experience;
mod few;
mod grows;
mod measured;
mod mistakes;
mod names_nobody;
mod one_way;
mod same;
mod stops;
mod stress;
mod sure;
mod warns;
