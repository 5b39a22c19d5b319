import { type Edition, editions } from './edition.ts';

/** Worlds that once showed a bug, by the edition that made them and what it was. They stay, so that it stays away. */
const once: Readonly<Record<Edition, readonly [seed: number, what: string][]>> = {
  1: [
    [24, 'a shop with more pages to list than one run has calls for is scanned over several runs'],
    [19, 'a scan that never finished left cancelled and late orders unseen'],
    [59, 'an order that a page shift slips in before the cursor is found by the scan'],
    [74, 'a write refused just as the storm ends is done again'],
    [306, 'workers that take a shop over from each other keep to its rate together'],
    [434, 'a shop whose workers change every few seconds is called no more often than by one'],
    [514, 'a fresh process that takes a shop over knows when it was called last'],
    [94, 'an order that is edited again and again while two read it leaves no claim of an earlier reading'],
    [96, 'an address that a social gift gets later is found by the nightly re-reading'],
    [
      308,
      'a merchant who uses the failing function gets the mail of the relapse, although a slow clock dates its end before the other mails',
    ],
    [
      658,
      'a function that fails in the middle of a relapse is reported to merchants whom the relapse had not concerned before',
    ],
    [942, 'what a fast clock called out before a relapse is no part of it, and ends no earlier than it began'],
    [453, 'a world with stock lasts until a slow clock has compared the last shop, too'],
    [565, 'a listing that differs is set right, though it became due while it was compared'],
    [
      202,
      'what a worker whose clock is an hour fast saw of an outage is no reason to tell of it once the mall is well',
    ],
    [382, 'a mall that fails call after call of stock is out, though each of its faults strikes a few calls only'],
    [253, 'a listing to which a cancel at the mall gave a piece back just after a pause is set right once more'],
    [818, 'what a worker has in hand is not taken back, though a fast clock took its claim for over and held it'],
    [242, 'a mall that fails just after our own network was back is out from its own first failure on'],
    [642, 'of two who change a set at once, the one who says so last is written last'],
    [
      2173,
      'a listing is set twice to one level where the claim of who set it first is over by a clock that is an hour fast',
    ],
    [
      2602,
      'two outages with an hour of calm between them are two, although unnoticed faults of single calls lie between',
    ],
    [1522, 'a mall that goes down while the keys of all its shops wait is found back by the keys that wait'],
  ],
  2: [
    [386, 'surplus that a slow clock removes late is looked at once more'],
    [
      2743,
      'the address of a social gift to a shop that was added late is found though it comes after the first midnight',
    ],
    [4332, 'claims of a fast clock that took the place of those of a later content are set right at once'],
    [4642, 'a look that comes due while stock is out is late by as long'],
    [500734, 'a parcel whose row a late call for another shipment would overwrite has a row of its own'],
    [500878, 'a parcel whose row a late call would overwrite stands, though the order is cancelled before any look'],
    [501214, 'a late call for two parcels overwrites none of another shipment'],
    [500934, 'a late row of a correction that was taken back goes'],
    [501074, 'a row that was doubled before an outage longer than all the looks goes after it, by wrong clocks, too'],
    [501254, 'three parcels that were doubled before an outage of two hours are there once after it'],
    [501094, 'bad orders that a run meets with its last calls are no failing mall'],
    [501218, 'a parcel and its correction that two workers send at the same moment stand once'],
  ],
  3: [
    [727, 'the scan brings a late order in while the cursor waits for a right count'],
    [45, 'two who read an order with a wrong date at once leave no claim of the one whose row was refused'],
    [600114, 'a memo that a person rewrites just after it was read is no untrue end'],
    [600138, 'of a shipment and its correction, both taken back and both applied late, one row stays'],
    [600288, 'a call whose end a slow clock notes is looked for, though a fast clock takes all the looks for over'],
    [601582, 'an order that is edited after its cancel gives no piece back a second time'],
  ],
  4: [[86, 'a number that corrects one whose own correction was withdrawn takes the place of the first']],
  5: [
    [283, 'a function that Amazon seemed to have switched off works again, and what waited for it goes'],
    [3, 'a level that a person set at a mall with few listings is set right by the night, though others differ, too'],
  ],
  6: [
    [13, 'a shipment that Shopify accepts five times and never has fails, and that is no untrue end'],
    [
      700073,
      'a listing that was never seen at its mall is read before it is set alone, where too few are left for a batch',
    ],
  ],
  7: [
    [13, 'an order from before the moment chosen for its shop is not imported when it changes'],
    [833, 'pieces of an old order that come back at Amazon are set right by the night'],
    [605071, 'of more than fifty overdue orders a row of the morning keeps the first, and counts all'],
    [800113, 'a note that a person wrote at Yahoo over one that was confirmed stands, and that is no untrue end'],
    [810393, 'a level that is given in the last hours, because an old order became final, may still be looked at'],
    [811273, 'a call for a change that is wanted again while a worker has it in hand is no call out of the blue'],
    [
      609593,
      'a note that a SKU is oversold, written again after another run took it back, is taken back by its own run',
    ],
    [613783, 'a number for an order at Yahoo that was split off with others may be refused, and that is no untrue end'],
    [710223, 'a shipment that is wanted before its mall shows the order ends as one of an order that is not there'],
  ],
  8: [
    [
      605466,
      'a shipment that is wanted again while a worker has it in hand is not replaced before that worker may call no more',
    ],
    [605706, 'a correction that was corrected and is requested again does not fight the one that corrected it'],
    [
      621603,
      'a worker calls for a shipment that was asked for again, and that another one put off, while its claim allows',
    ],
    [621713, 'what a late shipment does to a 完了 that follows it within a second is no haste'],
    [627153, 'a batch of a mall with few listings waits for a slow clock, a fast one, and the sweeps between them'],
    [
      740883,
      'a shipment that is wanted before its mall shows the order may be called unknown by a worker whose clock is an hour fast',
    ],
    [743363, 'an order at Yahoo that is edited after it was split gives back no piece that its parts hold'],
  ],
  10: [],
  9: [
    [614658, 'a memo that a late call has overwritten is made as often again as one that was never there'],
    [348, 'a round of probes in which the mall goes down again takes no step of the ramp'],
    [
      609153,
      'a listing that is raised while an order that Yahoo does not show holds pieces of it is set right by the night, once that is cancelled unseen',
    ],
    [
      607402,
      'of our own network, which is back in the middle of a fresh process’s run, no outage of the mall’s is made',
    ],
    [
      606834,
      'a worker from which a fast clock took a shipment over ends its call, though that clock takes the shipment back',
    ],
    [
      608266,
      'a correction that is carried out late, after the one that corrected it was taken back, stands alone in its row',
    ],
    [
      610796,
      'a number that is tried again takes its row back from a correction that was carried out after it was taken back',
    ],
    [608716, 'a number that is there, and that another worker is about to correct, is not taken for sent again'],
    [
      609321,
      'two outages with more than an hour of calm between them are two, although an unnoticed blip lies between',
    ],
    [611808, 'no outage is expected to be found while a fast clock has postponed every shop’s refused key'],
    [611412, 'a suspicion after which no probe can be made for half an hour is over, and dates no outage back'],
    [606932, 'a run that died with its claim of a listing puts the last look for an open call off'],
  ],
  11: [[622554, 'an order that does not exist is looked at no more in the end, though its confirm was taken back']],
  12: [],
  13: [[622961, 'the cursor of a shop came from another shop of the same glance']],
  14: [],
};

/** Those worlds, each with its edition, its seed and what it was: `test/simulation/programs/world-<edition>-<seed>.json.br`. */
export const onceWrong: readonly (readonly [edition: Edition, seed: number, what: string])[] = editions.flatMap(
  (edition) => once[edition].map(([seed, what]) => [edition, seed, what] as const),
);
