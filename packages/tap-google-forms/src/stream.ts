import {
  asObject,
  type HttpClient,
  type Json,
  type JsonObject,
  type Message,
  ownProperty,
  type ReadContext,
  type Stream,
} from "@lorchestra/tap-kit";
import type { GoogleFormsTapConfig } from "./config.ts";
import { keptForm } from "./form.ts";
import { responsePages } from "./pages.ts";
import { type FormsState, parseState, stateJson } from "./state.ts";
import { secondsBefore, sortableDate, sortableTime } from "./timestamp.ts";

/** The bounds of a read, sortable. */
interface Bounds {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

/** The kept state where this read can go on from it; otherwise undefined. */
function usable(context: ReadContext, formId: string, { since }: Bounds): FormsState | undefined {
  if (context.state === undefined) return undefined;
  const state = parseState(context.state);
  const again = (why: string): undefined => {
    context.log("warning", `google forms ${formId}: ${why}; reading everything again`);
  };
  if (state === undefined) return again("the kept state is not one of this tap");
  if (state.formId !== formId) return again("the kept state is that of another form");
  if (state.since !== undefined && (since === undefined || since < state.since)) {
    return again("more is asked for than was read before");
  }
  return state;
}

/** A response as a record: with its form, which the API leaves out of it. */
function messageFor(response: Json, form: JsonObject, formId: string): Message {
  const object = asObject(response);
  const id = ownProperty(object, "responseId");
  if (object === undefined || typeof id !== "string" || id === "") {
    return { type: "problem", reason: "no_id", detail: "a response without responseId" };
  }
  return { type: "record", record: { ...object, _form_id: formId, _form: form } };
}

/**
 * The state after a read. The cursor is the latest time over all pages, as their order says nothing; but not later than
 * when the read began: what was submitted meanwhile may belong to a page that was already read.
 */
function nextState(
  formId: string,
  before: FormsState | undefined,
  since: string | undefined,
  read: { readonly latest: string | undefined; readonly startedAt: string },
): FormsState {
  const { latest, startedAt } = read;
  const reached = latest !== undefined && latest > startedAt ? startedAt : latest;
  const cursor = later(before?.cursor, reached);
  // A read that starts after the cursor leaves a gap before it.
  const gap = before?.cursor === undefined || (since !== undefined && since > before.cursor);
  const covered = gap ? since : before.since;
  return {
    formId,
    ...(cursor === undefined ? {} : { cursor }),
    ...(covered === undefined ? {} : { since: covered }),
  };
}

async function* read(
  config: GoogleFormsTapConfig,
  connection: HttpClient,
  context: ReadContext,
): AsyncGenerator<Message> {
  const { form_id: formId, page_size: pageSize, lookback } = config;
  const since = context.since && sortableDate(context.since);
  const until = context.until && sortableDate(context.until);
  const form = keptForm(await connection.getJson(`v1/forms/${formId}`, undefined, context.signal));
  const startedAt = sortableDate(connection.sourceTime() ?? context.now());
  const state = usable(context, formId, { since, until });
  const overlap = state?.cursor === undefined ? undefined : secondsBefore(state.cursor, lookback);
  const from = later(since, overlap);
  let latest: string | undefined;
  let count = 0;
  for await (const page of responsePages(connection, { formId, from, pageSize }, context.signal)) {
    for (const response of page) {
      const submitted = sortableTime(ownProperty(response, "lastSubmittedTime"));
      if (until !== undefined && submitted !== undefined && submitted >= until) continue;
      yield messageFor(response, form, formId);
      latest = later(latest, submitted);
      count++;
      // What a limit cuts short was not read: no checkpoint may say so.
      if (context.limit !== undefined && count >= context.limit) return;
    }
  }
  yield { type: "checkpoint", state: stateJson(nextState(formId, state, since, { latest, startedAt })) };
}

/** The responses of one form. */
export function createResponsesStream(config: GoogleFormsTapConfig, connection: HttpClient): Stream {
  return {
    name: "responses",
    keyProperties: ["responseId"],
    objectType: "form_response",
    schema: {
      type: "object",
      required: ["responseId", "_form_id", "_form"],
      properties: {
        responseId: { type: "string" },
        createTime: { type: "string" },
        lastSubmittedTime: {
          type: "string",
          description: "RFC 3339 UTC; moves when the response is edited.",
        },
        respondentEmail: { type: "string" },
        answers: { type: "object", description: "By question id; a file upload has ids, not text." },
        _form_id: { type: "string" },
        _form: { type: "object", description: "The form's questions at the time of reading." },
      },
    },
    read: (context) => read(config, connection, context),
  };
}
