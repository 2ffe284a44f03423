//! A year at a desk of 50,000 tickets, in memory: how long it takes, and what it looks like.
//!
//! `cargo run --release -p insight --example desk_year -- [tickets a year] [seed]`

use desk::settings::Settings;
use desk::time::{Span, Timestamp};
use insight::simulate::{Firm, Keep, Memory, PlainTexts, Simulation};
use std::time::Instant;

/// Monday, 2024-01-01.
const FROM: Timestamp = Timestamp(1_704_067_200_000_000);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let tickets = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(50_000);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let begun = Instant::now();
    let firm = Firm::house(tickets);
    let mut desk = Memory::new(firm.directory.clone(), Settings::default(), Keep::State);
    let mut simulation = Simulation::new(firm, seed, FROM);
    let Ok(()) =
        simulation.run_until(&mut desk, &mut PlainTexts::default(), FROM + Span::days(365));
    let seconds = begun.elapsed().as_secs_f64();
    let flow = desk.tier_flow();
    let share = |part: u64| {
        let tenths = (part * 1000).checked_div(flow.tickets).unwrap_or(0);
        format!("{}.{} %", tenths / 10, tenths % 10)
    };
    let live = desk.tickets().iter().filter(|held| held.ticket.status.is_live()).count();
    println!("tickets                {}", desk.tickets().len());
    println!("events                 {}", desk.events());
    println!("seconds                {seconds:.2}");
    println!("open at the end        {live}");
    for (tier, count) in &flow.highest_tier {
        println!("highest tier {tier}         {}", share(*count));
    }
    let above = flow.tickets - flow.start_tier.get("1").copied().unwrap_or(0);
    println!("began above tier 1     {}", share(above));
    println!("ping-pong              {}", share(flow.ping_pong.tickets));
    println!("waited on requester    {}", share(flow.waited_on_requester));
    println!("reopened               {}", share(flow.reopened));
    println!("skipped a tier         {}", share(flow.skips));
    println!("left out of the rates  {}", flow.left_out);
    println!("hours to resolve, median by highest tier");
    for (tier, seconds) in &flow.time_to_resolve_median_s {
        println!("  {tier}                    {:.1}", seconds / 3_600.0);
    }
    println!("{:?}", simulation.tally());
}
