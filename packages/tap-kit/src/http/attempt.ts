import { HttpStatusError, JsonTextError, NetworkError, ResponseError, TapError } from "../errors.ts";
import { isArray, ownProperty } from "../json-object.ts";
import { parseJson } from "../json-text.ts";
import type { Json } from "../stream.ts";
import { describe, resolveLink } from "./address.ts";
import { readText } from "./body.ts";
import { startDeadline } from "./deadline.ts";
import { RetryAfter } from "./retry.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** One request as it is to be sent. */
export interface Attempt {
  readonly base: URL;
  readonly url: URL;
  readonly headers: { readonly [header: string]: string };
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal | undefined;
}

/** What one attempt gave; a 401 is the caller's to answer. */
export type Answer = { readonly kind: "json"; readonly value: Json } | { readonly kind: "unauthorized" };

const maxRedirects = 5;

/** Sends one request, follows redirects inside the origin, reads the whole answer. */
export async function attemptJson(
  attempt: Attempt,
  signing: { readonly [header: string]: string },
): Promise<Answer> {
  const deadline = startDeadline(attempt.timeoutMs, attempt.signal);
  try {
    let url = attempt.url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await attempt.fetch(url, {
        headers: { ...attempt.headers, ...signing },
        redirect: "manual",
        signal: deadline.signal,
      });
      const location = redirectTarget(response);
      if (location === null) return await answerOf(response, attempt);
      await response.body?.cancel();
      if (redirects === maxRedirects) {
        const message = `${describe(attempt.url)} redirected more than ${maxRedirects} times.`;
        throw new ResponseError("response_redirect_loop", message);
      }
      url = resolveLink(attempt.base, new URL(location, url).href);
    }
  } catch (error) {
    attempt.signal?.throwIfAborted();
    if (error instanceof TapError || error instanceof RetryAfter) throw error;
    throw networkError(attempt, deadline.expired(), error);
  } finally {
    deadline.end();
  }
}

function redirectTarget(response: Response): string | null {
  return [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get("location") : null;
}

async function answerOf(response: Response, attempt: Attempt): Promise<Answer> {
  const what = describe(attempt.url);
  if (response.status === 401) {
    await response.body?.cancel();
    return { kind: "unauthorized" };
  }
  if (!response.ok) throw await statusError(response, attempt);
  const text = await readText(response, attempt.maxResponseBytes, what);
  try {
    return { kind: "json", value: parseJson(text) };
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    const type = response.headers.get("content-type")?.split(";")[0]?.trim() || "no content type";
    const message = `${what} answered ${response.status} with something that is not JSON (${type}).`;
    throw new ResponseError("response_not_json", message, { cause });
  }
}

async function statusError(response: Response, attempt: Attempt): Promise<Error> {
  const serviceCode = await readServiceCode(response);
  const coded = serviceCode === undefined ? "" : ` (${serviceCode})`;
  const message = `${describe(attempt.url)} answered ${response.status}${coded}.`;
  const error = new HttpStatusError(message, response.status, serviceCode);
  const at = error.retryable ? parseRetryAfter(response.headers.get("retry-after"), new Date()) : null;
  return at === null ? error : new RetryAfter(error, at);
}

/** The short code in a service's error answer; its sentences may quote data and are left. */
async function readServiceCode(response: Response): Promise<string | undefined> {
  let body: Json;
  try {
    body = parseJson(await readText(response, 256 * 1024, "the service"));
  } catch {
    // The status is the error to report; an error page that cannot be read adds nothing.
    return undefined;
  }
  const error = ownProperty(body, "error");
  const errors = ownProperty(error, "errors");
  const reason = ownProperty(errors !== undefined && isArray(errors) ? errors[0] : undefined, "reason");
  const codes = [reason, ownProperty(error, "status"), ownProperty(error, "code"), error];
  return codes.find(
    (code): code is string => typeof code === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(code),
  );
}

function networkError(attempt: Attempt, expired: boolean, cause: unknown): NetworkError {
  const what = describe(attempt.url);
  if (expired) {
    return new NetworkError(`${what} did not answer completely within ${attempt.timeoutMs} ms.`, { cause });
  }
  const code = causeCode(cause);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new NetworkError(`${attempt.url.host} was not found. Check the network and the address.`, {
      cause,
    });
  }
  return new NetworkError(`The connection to ${what} failed${code === "" ? "" : ` (${code})`}.`, { cause });
}

function causeCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "";
}
