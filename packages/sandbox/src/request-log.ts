import type { MiddlewareHandler } from "hono";

/** A request that the sandbox answered. No headers and no bodies. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** With the question mark; empty without a query. */
  readonly query: string;
  /** 0 for an answer that a fault sent badly or not at all. */
  readonly status: number;
}

/** What was asked of the sandbox, in the order of the answers. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  clear(): void;
  readonly middleware: MiddlewareHandler;
}

const MOST = 100_000;

/** A log of at most 100,000 requests; the oldest go first. */
export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    clear: () => {
      entries.length = 0;
    },
    middleware: async (c, next) => {
      const { pathname, search } = new URL(c.req.url);
      await next();
      const sentBadly = c.res.headers.has("x-hono-already-sent");
      entries.push({
        method: c.req.method,
        path: pathname,
        query: search,
        status: sentBadly ? 0 : c.res.status,
      });
      if (entries.length > MOST) entries.shift();
    },
  };
}
