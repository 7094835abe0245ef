import type { BusEvent, EventBus, Subscriber } from "../event-bus.ts";

/** One subscriber's queue. After its first failure it gets nothing more. */
class SubscriberQueue {
  readonly name: string;
  readonly #subscriber: Subscriber;
  #pending: BusEvent[] = [];
  #delivering: Promise<void> | undefined;
  failure: { readonly error: unknown } | undefined;

  constructor(name: string, subscriber: Subscriber) {
    this.name = name;
    this.#subscriber = subscriber;
  }

  push(event: BusEvent): void {
    if (this.failure !== undefined) return;
    this.#pending.push(event);
    this.#delivering ??= this.#deliver();
  }

  /** Resolves once everything queued so far is delivered, or the subscriber has failed. */
  async drained(): Promise<void> {
    while (this.#delivering !== undefined) await this.#delivering;
  }

  async #deliver(): Promise<void> {
    // A publisher never runs subscribers' code: delivery starts in a later microtask.
    await Promise.resolve();
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        for (const event of batch) await this.#subscriber(event);
      }
    } catch (error) {
      this.failure = { error };
      this.#pending = [];
    } finally {
      this.#delivering = undefined;
    }
  }
}

/**
 * An event bus: every subscriber gets every event published after it subscribed, in order, at its own pace; one that
 * fails does not disturb the others.
 *
 * @example
 * const bus = createEventBus();
 * bus.subscribe("terminal", (event) => { if (event.kind === "log") console.error(event.message); });
 * await bus.close();
 */
export function createEventBus(): EventBus {
  const queues = new Set<SubscriberQueue>();
  let firstFailure: { readonly error: unknown } | undefined;
  let closed = false;

  const flush = async (): Promise<void> => {
    await Promise.all(
      [...queues].map(async (queue) => {
        await queue.drained();
        firstFailure ??= queue.failure;
      }),
    );
    if (firstFailure !== undefined) throw firstFailure.error;
  };

  return {
    publish(event) {
      if (closed) return;
      for (const queue of queues) queue.push(event);
    },
    subscribe(name, subscriber) {
      const queue = new SubscriberQueue(name, subscriber);
      queues.add(queue);
      return () => {
        firstFailure ??= queue.failure;
        queues.delete(queue);
      };
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
}
