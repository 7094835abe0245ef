import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "../json.ts";
import { encodedWords, quotedPrintable } from "./mail.ts";
import { createPractice, createPracticeWithBilling, type PracticeOptions } from "./practice.ts";
import { GAD7, PHQ9 } from "./questionnaires.ts";
import { UNKNOWN_ANSWER } from "./submissions.ts";

function digest(options: PracticeOptions): string {
  const { practice, store } = createPracticeWithBilling(options);
  const { mbox, ...data } = practice;
  const stripe = (["customers", "invoices", "payment_intents", "charges", "refunds", "events"] as const).map(
    (kind) => store.list(kind),
  );
  return createHash("sha256")
    .update(JSON.stringify([data, stripe, mbox()]))
    .digest("hex");
}

describe("a practice", () => {
  test("is the same bytes for the same seed, on every run and day", () => {
    expect(digest({})).toBe(digest({ seed: 1, clients: 12 }));
    expect(digest({ seed: 2 })).not.toBe(digest({ seed: 1 }));
    expect(digest({ now: new Date("2027-01-01T00:00:00Z") })).not.toBe(digest({}));
  });

  test("has two clients of one name, names beyond ASCII, and a mailbox for each", () => {
    const { clients } = createPractice();
    expect(clients).toHaveLength(12);
    const names = clients.map(({ firstName, lastName }) => `${firstName} ${lastName}`);
    expect(names.slice(0, 2)).toEqual(["Alex Morgan", "Alex Morgan"]);
    expect(names[4]).toBe("美玲 陳");
    expect(names[7]).not.toBe(names[7]?.normalize("NFC"));
    const emails = clients.map(({ email }) => email);
    expect(new Set(emails).size).toBe(12);
    expect(emails.every((email) => /^[a-z.]+\.\d{3}@clients\.example\.com$/.test(email))).toBe(true);
  });

  test.each([1, 2, 200])("of %i clients has all of its parts, none of them later than its end", (count) => {
    const now = new Date("2026-03-02T17:00:00Z");
    const { practice, store } = createPracticeWithBilling({ clients: count, now });
    expect(store.list("customers")).toHaveLength(count);
    expect(practice.submissions.filter(({ form }) => form === "intake_01")).toHaveLength(count);
    const end = now.getTime() / 1000;
    expect(store.list("events").every(({ created }) => typeof created === "number" && created < end)).toBe(
      true,
    );
    expect(practice.mail.every(({ sentAt }) => sentAt < now)).toBe(true);
  });

  test.each([0, 1.5, 5001, Number.NaN])("can't have %d clients", (clients) => {
    expect(() => createPractice({ clients })).toThrow("`clients`");
  });
});

describe("submissions", () => {
  const { practice } = createPracticeWithBilling();
  const answersOf = (response: JsonObject): JsonObject =>
    isJsonObject(response.answers) ? response.answers : {};

  test("say in their answers what is stated beside them", () => {
    for (const { form, response, phq9, gad7 } of practice.submissions) {
      const { questions } = form === "intake_01" ? practice.forms.intake_01 : practice.forms.followup;
      const answers = answersOf(response);
      for (const [of, choices] of [
        [PHQ9, phq9],
        [GAD7, gad7],
      ] as const) {
        choices.forEach((choice, index) => {
          const question = questions.find(({ key }) => key === `${of.measure}_${index + 1}`);
          const questionId = question?.questionId ?? "none";
          const text = typeof choice === "number" ? of.options[choice] : choice;
          const wanted =
            text === null ? undefined : { questionId, textAnswers: { answers: [{ value: text }] } };
          expect(answers[questionId]).toEqual(wanted);
        });
      }
    }
  });

  test("include a missing item, an unknown answer, an edit, several values and an uploaded file", () => {
    const { submissions } = practice;
    expect(submissions.filter(({ phq9 }) => phq9.includes(null))).toHaveLength(1);
    expect(submissions.filter(({ gad7 }) => gad7.includes(UNKNOWN_ANSWER))).toHaveLength(1);
    const edited = submissions.filter(({ response }) => response.createTime !== response.lastSubmittedTime);
    expect(edited).toHaveLength(1);
    const text = JSON.stringify(submissions);
    expect(text).toContain("fileUploadAnswers");
    expect(text).toMatch(/"answers":\[\{"value":"Sleep better"\},\{"value":/);
  });

  test("question ids do not depend on the seed, and no two are the same", () => {
    const ids = (seed: number) =>
      [createPractice({ seed }).forms.intake_01, createPractice({ seed }).forms.followup].flatMap(
        ({ questions }) => questions.map(({ questionId }) => questionId),
      );
    expect(ids(1)).toEqual(ids(99));
    expect(new Set(ids(1)).size).toBe(ids(1).length);
  });
});

describe("mail", () => {
  const mbox = createPractice().mbox();

  test("is an mbox of ASCII lines in which every message has its headers", () => {
    expect(mbox).toMatch(/^[\x20-\x7e\n]*$/);
    const messages = mbox.split(/^From sandbox@mail\.example\.com .*\n/m).slice(1);
    expect(messages).toHaveLength(createPractice().mail.length);
    for (const message of messages) {
      for (const header of ["Message-ID", "Date", "From", "To", "Subject", "MIME-Version"]) {
        expect(message).toMatch(new RegExp(`^${header}: `, "m"));
      }
    }
  });

  test("has plain and alternative bodies, encoded subjects, an attachment and a quoted From line", () => {
    expect(mbox).toContain("multipart/alternative");
    expect(mbox).toContain("multipart/mixed");
    expect(mbox).toContain("Content-Disposition: attachment");
    expect(mbox).toMatch(/^Subject: =\?UTF-8\?B\?/m);
    expect(mbox).toMatch(/^>From Thursday/m);
    expect(mbox).toMatch(/^From sandbox@mail\.example\.com \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/m);
  });

  test("encoded words and quoted-printable follow RFC 2047 and RFC 2045", () => {
    expect(encodedWords("Re: Invoice")).toBe("Re: Invoice");
    expect(encodedWords("für")).toBe("=?UTF-8?B?ZsO8cg==?=");
    const long = encodedWords("予約の確認をお願いします。".repeat(5));
    expect(long.split("\n ").every((word) => word.length <= 75)).toBe(true);
    expect(quotedPrintable("a=b é ")).toBe("a=3Db =C3=A9=20");
    expect(
      quotedPrintable("x".repeat(200))
        .split("\n")
        .every((line) => line.length <= 76),
    ).toBe(true);
  });
});
