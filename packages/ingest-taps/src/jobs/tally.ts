import type { Counts } from "@lorchestra/jobs";

/** Counts of a run as they grow: every record, delete and problem is in exactly one of them. */
export class Tally {
  #in = 0;
  #inserted = 0;
  #updated = 0;
  #unchanged = 0;
  #skipped = 0;
  #quarantined = 0;

  /** Adds what became of some messages. */
  add(counts: Partial<Counts>): void {
    this.#in += counts.in ?? 0;
    this.#inserted += counts.inserted ?? 0;
    this.#updated += counts.updated ?? 0;
    this.#unchanged += counts.unchanged ?? 0;
    this.#skipped += counts.skipped ?? 0;
    this.#quarantined += counts.quarantined ?? 0;
  }

  get counts(): Counts {
    return {
      in: this.#in,
      inserted: this.#inserted,
      updated: this.#updated,
      unchanged: this.#unchanged,
      skipped: this.#skipped,
      quarantined: this.#quarantined,
    };
  }
}
