import type { Json } from "../json.ts";
import type { Row } from "../sql.ts";

/** Where a stage's inputs come from: a table and the values that select among its rows. */
export interface InputSelection {
  readonly table: "raw_objects" | "canonical_objects";
  /** Column -> the value it must have. */
  readonly where: { readonly [column: string]: string };
}

/** What to process: every input that has no outcome for its present hash and the present processor. */
export interface DueRequest {
  /** validate, canonize, final_form ... */
  readonly stage: string;
  /** Which output of the stage: a suffix, a schema, a binding. */
  readonly output: string;
  /** `ref@version` and content hash of what will process the inputs. */
  readonly processor: string;
  readonly input: InputSelection;
  /** At most this many inputs. */
  readonly limit?: number;
}

/** One input that is due. */
export interface DueInput {
  readonly key: string;
  /** Hash of the input as it is now; goes back into its outcome. */
  readonly hash: string;
  /** The source deleted it: its outputs are to be removed. */
  readonly deleted: boolean;
  /** How often this input was tried with this processor before. */
  readonly attempts: number;
  readonly row: Row;
}

/** What became of one input. */
export interface Outcome {
  readonly key: string;
  readonly hash: string;
  /** `attempts` of the {@link DueInput}: how often it was tried before. One more is recorded. */
  readonly attempts: number;
  readonly outcome: "ok" | "skipped" | "quarantined";
  readonly reasonCode?: string;
  readonly detail?: Json;
}

/**
 * The one mechanism that decides what is due (table record_outcomes). Write the outputs first, then record the
 * outcomes: a process that dies between the two does the work again and changes nothing.
 */
export interface Outcomes {
  /** The due inputs one by one, in key order, in bounded memory. Outcomes recorded meanwhile are fine. */
  due(request: DueRequest): AsyncIterable<DueInput>;
  /** How many inputs are due. */
  countDue(request: DueRequest): Promise<number>;
  /** Records outcomes of one stage and output. */
  record(
    request: Pick<DueRequest, "stage" | "output" | "processor">,
    outcomes: readonly Outcome[],
  ): Promise<void>;
  /** Makes inputs due again although nothing changed; their attempts go on counting. The number of outcomes found. */
  replay(request: Pick<DueRequest, "stage" | "output">, keys: readonly string[]): Promise<number>;
  /** Keys of inputs that have an outcome but are no longer in their table at all, in batches. */
  gone(request: Pick<DueRequest, "stage" | "output" | "input">): AsyncIterable<readonly string[]>;
  /** Forgets the outcomes of inputs that are gone. */
  forget(request: Pick<DueRequest, "stage" | "output">, keys: readonly string[]): Promise<void>;
}

/** How far each stream has been read (table stream_state). */
export interface StreamStates {
  get(stream: string): Promise<Json | undefined>;
  /** Call only after the warehouse has committed everything that the state covers. */
  set(stream: string, state: Json): Promise<void>;
}
