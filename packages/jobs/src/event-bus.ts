import type { Json } from "@lorchestra/warehouse";
import type { Host, LogLevelName } from "./contract/levels.ts";
import type { ProgressUpdate } from "./contract/progress.ts";
import type { RunResult, StageReport } from "./contract/report.ts";

/** What happens during a run, for whoever shows or keeps it. */
export type BusEvent =
  | {
      readonly kind: "log";
      readonly timestamp: string;
      readonly level: LogLevelName;
      readonly job: string;
      readonly host: Host;
      readonly hostname: string;
      readonly message: string;
      readonly context: { readonly [key: string]: Json };
    }
  | {
      readonly kind: "progress";
      readonly timestamp: string;
      readonly job: string;
      readonly update: ProgressUpdate;
    }
  | {
      readonly kind: "run.started";
      readonly timestamp: string;
      readonly job: string;
      readonly runId: string;
      readonly parent?: string;
    }
  | {
      readonly kind: "stage.started";
      readonly timestamp: string;
      readonly job: string;
      readonly stage: string;
    }
  | {
      readonly kind: "stage.ended";
      readonly timestamp: string;
      readonly job: string;
      readonly report: StageReport;
    }
  | {
      readonly kind: "run.ended";
      readonly timestamp: string;
      readonly job: string;
      readonly result: RunResult;
    };

/** Takes events in order; what it throws or rejects with is reported by `close()`. */
export type Subscriber = (event: BusEvent) => void | Promise<void>;

/** Every subscriber has its own ordered queue; publishing never blocks; closing delivers what is queued. */
export interface EventBus {
  publish(event: BusEvent): void;
  subscribe(name: string, subscriber: Subscriber): () => void;
  /** Waits until what is queued is delivered; rejects with the first failure of a subscriber, if any. */
  flush(): Promise<void>;
  /** Delivers what is queued, then rejects with the first failure of a subscriber, if any. */
  close(): Promise<void>;
}
