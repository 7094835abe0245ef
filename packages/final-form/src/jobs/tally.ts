import type { Counts, JobLogger, StageResult } from "@lorchestra/jobs";
import type { MergeCounts } from "@lorchestra/warehouse";
import type { Diagnostic } from "../diagnostic.ts";

/** Lines of the log that unreadable answers may take in one run; measurement_events has all of them. */
const loggedAnswers = 100;

const unusable: ReadonlySet<Diagnostic["code"]> = new Set([
  "unknown_answer",
  "out_of_range",
  "several_answers",
  "not_an_answer",
  "position_unknown",
]);

/** Counts a run in measurements, and tells of answers that nobody could read. */
export class Tally {
  readonly #logger: JobLogger;
  readonly #counts = { in: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, quarantined: 0, removed: 0 };
  #unread = 0;

  constructor(logger: JobLogger) {
    this.#logger = logger;
  }

  /** Measurements written. */
  merged({ inserted, updated, unchanged }: MergeCounts): void {
    this.#counts.in += inserted + updated + unchanged;
    this.#counts.inserted += inserted;
    this.#counts.updated += updated;
    this.#counts.unchanged += unchanged;
  }

  /** Measurements of a submission that its source deleted. */
  skipped(measurements: number): void {
    this.#counts.in += measurements;
    this.#counts.skipped += measurements;
  }

  /** Measurements of a submission that cannot be read. */
  quarantined(measurements: number): void {
    this.#counts.in += measurements;
    this.#counts.quarantined += measurements;
  }

  /** Measurements that no longer arise. */
  removed(measurements: number): void {
    this.#counts.removed += measurements;
  }

  /** Logs answers that could not be read: ids and lengths only. */
  diagnosed(idemKey: string, formId: string, measureId: string, diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics.filter(({ code }) => unusable.has(code))) {
      this.#unread += 1;
      if (this.#unread > loggedAnswers) continue;
      this.#logger.warning("An answer could not be read.", {
        ...diagnostic,
        form_id: formId,
        measure_id: measureId,
        idem_key: idemKey,
      });
    }
  }

  /** The stage's result. */
  result(): StageResult {
    const counts: Counts = { ...this.#counts };
    if (this.#unread === 0) return { counts };
    const what = this.#unread === 1 ? "1 answer" : `${this.#unread} answers`;
    return {
      counts,
      notices: [
        `${what} could not be read, so the scales that use them have no score; the column diagnostics of measurement_events says which and why.`,
      ],
    };
  }
}
