import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "@lorchestra/sandbox";
import type { Message } from "@lorchestra/tap-kit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applied, type SandboxForms, startSandboxForms, truth } from "../testing/sandbox-forms.ts";

const DAY = 86_400_000;

let forms: SandboxForms;
let sandbox: Sandbox;

beforeEach(async () => {
  forms = await startSandboxForms({ clients: 6 });
  sandbox = forms.sandbox;
});
afterEach(() => sandbox.close());

function codeOf(read: Promise<unknown>): Promise<unknown> {
  return read.then(
    () => "no error",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );
}

function recordsById(messages: readonly Message[]): Map<string, unknown> {
  return applied(messages);
}

describe("a first read", () => {
  test.each([1, 3, 1000])("gives every response with its form, %i a page", async (page_size) => {
    const { records, messages } = await forms.read("followup", {}, { page_size });
    expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
    expect(records.length).toBe(truth(sandbox, "followup").size);
    expect(records[0]?._form_id).toBe("sandbox_followup");
    expect(messages.at(-1)?.type).toBe("checkpoint");
  });

  test("asks for the form once, and keeps of it what says which question is which", async () => {
    sandbox.control.clearRequests();
    const { records } = await forms.read("intake_01", {}, { page_size: 2 });
    const paths = sandbox.control.requests().map(({ path }) => path);
    expect(paths.filter((path) => path === "/forms/v1/forms/sandbox_intake_01")).toHaveLength(1);
    const { phq9_1, goals } = forms.questionIds("intake_01");
    const form = records[0]?._form;
    expect(form).toMatchObject({ formId: "sandbox_intake_01", info: { title: "Intake 1" } });
    const text = JSON.stringify(form);
    expect(text).toContain(
      `{"questionId":"${phq9_1}","rowQuestion":{"title":"Little interest or pleasure in doing things"}}`,
    );
    expect(text).toContain(`{"question":{"questionId":"${goals}","choiceQuestion":{"type":"CHECKBOX"}}}`);
    expect(text).not.toContain("Several days");
    expect(text).not.toContain("revisionId");
  });

  test("takes the maximum over all pages for the cursor: their order says nothing", async () => {
    const { records, state } = await forms.read("followup", {}, { page_size: 1 });
    const times = records.map(({ lastSubmittedTime }) => String(lastSubmittedTime));
    expect(times).not.toEqual([...times].sort());
    const latest = [...times].sort().at(-1) ?? "";
    expect(state).toEqual({
      version: 1,
      form_id: "sandbox_followup",
      cursor: latest.replace(/Z$/, "000Z"),
    });
  });

  test("keeps all values of a multi-select answer and the ids of an uploaded file", async () => {
    const { goals, referral } = forms.questionIds("intake_01");
    sandbox.control.forms.submit("sandbox_intake_01", {
      answers: { [goals]: ["Sleep better", "Worry less"] },
    });
    const { messages, records } = await forms.read("intake_01");
    expect(recordsById(messages)).toEqual(truth(sandbox, "intake_01"));
    const text = JSON.stringify(records);
    expect(text).toContain('{"answers":[{"value":"Sleep better"},{"value":"Worry less"}]}');
    expect(text).toMatch(
      new RegExp(
        `"${referral}":\\{"questionId":"${referral}","fileUploadAnswers":\\{"answers":\\[\\{"fileId"`,
      ),
    );
  });

  test("of a form without responses leaves a state from which the first response is seen", async () => {
    for (const response of sandbox.control.forms.responses("sandbox_intake_01")) {
      sandbox.control.forms.remove("sandbox_intake_01", String(response.responseId));
    }
    const first = await forms.read("intake_01");
    expect(first.records).toEqual([]);
    expect(first.state).toEqual({ version: 1, form_id: "sandbox_intake_01" });
    sandbox.control.forms.submit("sandbox_intake_01", { answers: {} });
    expect((await forms.read("intake_01", { state: first.state })).records).toHaveLength(1);
  });
});

describe("the next read", () => {
  test("reads the newest response again and nothing else when nothing changed", async () => {
    const first = await forms.read("followup", {}, { lookback: 1 });
    const second = await forms.read("followup", { state: first.state }, { lookback: 1 });
    expect(second.records).toHaveLength(1);
    expect(second.state).toEqual(first.state);
  });

  test("sees an edited response under the same id", async () => {
    const first = await forms.read("followup");
    const edited = String(first.records[0]?.responseId);
    sandbox.control.advance(DAY);
    const { phq9_1 } = forms.questionIds("followup");
    sandbox.control.forms.edit("sandbox_followup", edited, { [phq9_1]: ["Nearly every day"] });
    const second = await forms.read("followup", { state: first.state });
    const [again] = second.records.filter(({ responseId }) => responseId === edited);
    expect(JSON.stringify(again)).toContain("Nearly every day");
    expect(again?.createTime).toBe(first.records[0]?.createTime);
    expect(recordsById([...first.messages, ...second.messages])).toEqual(truth(sandbox, "followup"));
  });

  test("loses nothing that was submitted while pages were read", async () => {
    const stream = forms.stream("followup", { page_size: 1, lookback: 1 });
    const messages: Message[] = [];
    for await (const message of stream.read(forms.context())) {
      messages.push(message);
      if (messages.length > 8) continue;
      // Some of these land on pages that were already read, some on pages to come.
      sandbox.control.advance(5_000);
      sandbox.control.forms.submit("sandbox_followup", { answers: {} });
    }
    expect(recordsById(messages).size).toBeLessThan(truth(sandbox, "followup").size);
    const last = messages.at(-1);
    const state = last?.type === "checkpoint" ? last.state : undefined;
    const second = await forms.read("followup", { state }, { lookback: 1 });
    expect(recordsById([...messages, ...second.messages])).toEqual(truth(sandbox, "followup"));
  });

  test.each([{ state: "x" }, { state: { version: 1 } }, { state: { version: 1, form_id: "another" } }])(
    "reads everything for a state that is not its own: %j",
    async ({ state }) => {
      const log: string[] = [];
      const { messages } = await forms.read("followup", { state, log: (_, message) => log.push(message) });
      expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
      expect(log).toHaveLength(1);
    },
  );
});

describe("since, until and limit", () => {
  test("go by lastSubmittedTime, since included and until not", async () => {
    const all = await forms.read("followup");
    const times = all.records.map(({ lastSubmittedTime }) => String(lastSubmittedTime)).sort();
    const [since, until] = [times[2] ?? "", times[5] ?? ""];
    const { records } = await forms.read("followup", { since: new Date(since), until: new Date(until) });
    expect(records.map(({ lastSubmittedTime }) => lastSubmittedTime).sort()).toEqual(times.slice(2, 5));
  });

  test("a state of a narrower read does not stand for a wider one", async () => {
    const all = await forms.read("followup");
    const times = all.records.map(({ lastSubmittedTime }) => String(lastSubmittedTime)).sort();
    const since = new Date(times[4] ?? "");
    const narrow = await forms.read("followup", { since });
    const wide = await forms.read("followup", { state: narrow.state });
    expect(wide.records.length).toBe(all.records.length);
    const rolled = await forms.read("followup", {
      state: narrow.state,
      since: new Date(since.getTime() + DAY),
    });
    expect(rolled.records.length).toBeLessThan(narrow.records.length);
  });

  test("a read cut short by a limit leaves no checkpoint", async () => {
    const { records, state } = await forms.read("followup", { limit: 2 });
    expect(records).toHaveLength(2);
    expect(state).toBeUndefined();
  });
});

describe("signing in", () => {
  test("an access token that expires in mid-run is renewed once and nothing is lost", async () => {
    const messages: Message[] = [];
    for await (const message of forms.stream("followup", { page_size: 2 }).read(forms.context())) {
      if (messages.length === 3) sandbox.control.google.expireAccessTokens();
      messages.push(message);
    }
    expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
    const tokens = sandbox.control.requests().filter(({ path }) => path === "/token");
    expect(tokens).toHaveLength(2);
  });

  test("a revoked refresh token is final and says what to do, without the token", async () => {
    sandbox.control.google.revokeRefreshToken();
    const failure = await forms.read("followup").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "sign_in_again", retryable: false });
    expect(String(failure)).toContain("invalid_grant");
    expect(String(failure)).not.toContain(sandbox.credentials.google.refreshToken);
    expect(sandbox.control.requests().filter(({ path }) => path === "/token")).toHaveLength(1);
  });

  test("a wrong client is told apart from a wrong token", async () => {
    const failure = await forms
      .read("followup", {}, { client_secret: "wrong" })
      .catch((error: unknown) => error);
    expect(String(failure)).toContain("client_id and client_secret");
  });

  test.each([
    { kind: "status", status: 503, times: 3 },
    { kind: "status", status: 429, times: 2 },
    { kind: "reset" },
    { kind: "truncated" },
    { kind: "html" },
  ] as const)("a token endpoint with a fault is tried again: %j", async (fault) => {
    sandbox.control.fault({ path: "/token", ...fault });
    const { messages } = await forms.read("followup");
    expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
    expect(sandbox.control.remainingFaults()).toBe(0);
  });

  test("a rotated refresh token is kept in the token file, for this user only", async () => {
    const token_file = join(await mkdtemp(join(tmpdir(), "forms-")), "token.json");
    sandbox.control.google.rotateRefreshTokens();
    await forms.read("followup", {}, { token_file });
    const kept: unknown = JSON.parse(await readFile(token_file, "utf8"));
    expect(kept).toMatchObject({ refresh_token: sandbox.control.google.currentRefreshToken() });
    expect((await stat(token_file)).mode & 0o777).toBe(0o600);
    // The next process starts from the configured token, which Google has ended.
    const { messages } = await forms.read("followup", {}, { token_file });
    expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
    // Someone signed in anew: the file belongs to the old token.
    const other = { token_file, refresh_token: sandbox.control.google.currentRefreshToken() ?? "" };
    expect((await forms.read("followup", {}, other)).records.length).toBeGreaterThan(0);
  });

  test("plain http is for loopback only", async () => {
    expect(() => forms.stream("followup", { token_url: "http://auth.example.com/token" })).toThrow(/https/);
    expect(() => forms.stream("followup", { token_url: "http://me@127.0.0.1/token" })).toThrow(/https/);
    expect(() => forms.stream("followup", { base_url: "http://forms.example.com" })).toThrow(/https/);
  });
});

describe("faults of the service", () => {
  test.each([
    { kind: "status", status: 429, retryAfter: 0 },
    { kind: "status", status: 429, retryAfter: new Date(0) },
    { kind: "status", status: 429 },
    { kind: "status", status: 500, times: 2 },
    { kind: "status", status: 502 },
    { kind: "status", status: 503 },
    { kind: "status", status: 401 },
    { kind: "reset" },
    { kind: "truncated" },
    { kind: "html" },
    { kind: "drip", bytes: 4000, milliseconds: 1 },
    { kind: "empty_page" },
  ] as const)("are survived: %j", async (fault) => {
    sandbox.control.fault({ path: "/forms/v1/forms/sandbox_followup/responses", skip: 1, ...fault });
    const { messages } = await forms.read("followup", {}, { page_size: 4 });
    expect(recordsById(messages)).toEqual(truth(sandbox, "followup"));
    expect(sandbox.control.remainingFaults()).toBe(0);
  });

  test.each([
    { fault: { kind: "status", status: 503, times: 100 }, code: "http_status" },
    { fault: { kind: "status", status: 429, retryAfter: 86_400 }, code: "http_rate_limited" },
    { fault: { kind: "status", status: 403 }, code: "http_status" },
    { fault: { kind: "status", status: 401, times: 2 }, code: "sign_in_again" },
    { fault: { kind: "html", times: 100 }, code: "response_not_json" },
    { fault: { kind: "repeat_page" }, code: "page_loop" },
  ] as const)("end the read without a checkpoint: $code", async ({ fault, code }) => {
    const path = "/forms/v1/forms/sandbox_followup/responses";
    sandbox.control.fault({ path, skip: 1, ...fault });
    const messages: Message[] = [];
    const reading = (async () => {
      for await (const message of forms.stream("followup", { page_size: 4 }).read(forms.context())) {
        messages.push(message);
      }
    })();
    expect(await codeOf(reading)).toBe(code);
    expect(messages.filter(({ type }) => type === "checkpoint")).toEqual([]);
  });

  test("a service that never answers ends with a time-out, an abort at once", async () => {
    sandbox.control.fault({ path: "/forms/", kind: "silence", times: 100 });
    const impatient = forms.stream("followup", {}, { retry: { retries: 1, baseMs: 1 }, timeoutMs: 50 });
    expect(await codeOf(impatient.read(forms.context())[Symbol.asyncIterator]().next())).toBe("network");
    const controller = new AbortController();
    const waiting = forms.stream("followup").read(forms.context({ signal: controller.signal }));
    const first = waiting[Symbol.asyncIterator]().next();
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
  });

  test("a form that is not there is an error that names it", async () => {
    const failure = await forms
      .read("followup", {}, { form_id: "nothing" })
      .catch((error: unknown) => String(error));
    expect(failure).toContain("forms/nothing answered 404");
  });
});
