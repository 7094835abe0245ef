import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  contentIdemKey,
  dataverseContactIdemKey,
  dataverseReportIdemKey,
  dataverseSessionIdemKey,
  exchangeEmailIdemKey,
  filesIdemKey,
  gmailEmailIdemKey,
  googleFormsResponseIdemKey,
  IdemKeyError,
  idemKey,
  recordExternalId,
  recordIdemKey,
  stripeChargeIdemKey,
  stripeCustomerIdemKey,
  stripeInvoiceIdemKey,
  stripePaymentIntentIdemKey,
  stripeRefundIdemKey,
} from "./index.ts";

const parts = { sourceSystem: "s", connectionName: "c", objectType: "o" };

function problem(work: () => unknown): { code: string; field: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof IdemKeyError)
      return { code: error.code, field: error.field, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

const idPart = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(":", "%", "#", ",", "a", "3", "A", "\n", "/"),
      minLength: 1,
      maxLength: 5,
    }),
  )
  .filter((text) => text.trim() !== "" && text.isWellFormed());
const tuple = fc.tuple(idPart, idPart, idPart, fc.array(idPart, { minLength: 1, maxLength: 3 }));

const keyOf = ([sourceSystem, connectionName, objectType, externalId]: [string, string, string, string[]]) =>
  idemKey({ sourceSystem, connectionName, objectType, externalId });

describe("idemKey", () => {
  test("is readable for ordinary ids", () => {
    expect(
      idemKey({
        sourceSystem: "gmail",
        connectionName: "acct1",
        objectType: "email",
        externalId: "18c2f0a9",
      }),
    ).toBe("gmail:acct1:email:18c2f0a9");
    expect(idemKey({ ...parts, externalId: "<CAF=x+y/z@mail.example.com>" })).toBe(
      "s:c:o:<CAF=x+y/z@mail.example.com>",
    );
    expect(idemKey({ ...parts, externalId: "été 😀" })).toBe("s:c:o:été 😀");
    expect(idemKey({ ...parts, externalId: 7 })).toBe("s:c:o:7");
    expect(idemKey({ ...parts, externalId: ["a", 7] })).toBe("s:c:o:a,7");
  });

  test("escapes what has a meaning in keys", () => {
    expect(idemKey({ ...parts, externalId: "a:b%c#d,e\n\0" })).toBe("s:c:o:a%3Ab%25c%23d%2Ce%0A%00");
    expect(idemKey({ ...parts, sourceSystem: "a:b", connectionName: "c", externalId: "x" })).not.toBe(
      idemKey({ ...parts, sourceSystem: "a", connectionName: "b:c", externalId: "x" }),
    );
  });

  test("gives two different tuples two different keys", () => {
    fc.assert(
      fc.property(tuple, tuple, (one, other) => {
        expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2000 },
    );
  });

  test("stays apart from every other tuple: the parts can be read back", () => {
    fc.assert(
      fc.property(tuple, (one) => {
        const [source, connection, type, external] = keyOf(one).split(":");
        const read = [source, connection, type].map((part) => decodeURIComponent(part ?? ""));
        expect([...read, external?.split(",").map(decodeURIComponent)]).toEqual(one);
      }),
      { numRuns: 2000 },
    );
  });

  test("has no key for an id that looks like the content's, other than an escaped one", () => {
    const record = { a: 1 };
    const byContent = contentIdemKey({ ...parts, record });
    expect(byContent).toMatch(/^s:c:o:sha256-[0-9a-f]{64}$/);
    expect(idemKey({ ...parts, externalId: byContent.slice("s:c:o:".length) })).not.toBe(byContent);
    expect(contentIdemKey({ ...parts, record: { a: 2 } })).not.toBe(byContent);
  });

  test.for([
    [undefined, "idem_key_missing"],
    [null, "idem_key_missing"],
    ["", "idem_key_empty"],
    [" \n\u00a0", "idem_key_empty"],
    [{ secret: 1 }, "idem_key_not_scalar"],
    [["secret"], "idem_key_not_scalar"],
    [true, "idem_key_not_scalar"],
    [1.5, "idem_key_not_scalar"],
    [2 ** 53, "idem_key_not_scalar"],
    [Number.NaN, "idem_key_not_scalar"],
    ["secret\ud800", "idem_key_not_text"],
  ] as const)("refuses the id %j with %s, naming the field and not the value", ([id, code]) => {
    const key = stripeInvoiceIdemKey();
    const found = problem(() => key({ id, email: "secret@example.com" }));
    expect(found).toMatchObject({ code, field: "id" });
    expect(found.message).toContain('"id"');
    expect(found.message).not.toContain("secret");
  });

  test("refuses records that are none, and properties of the prototype", () => {
    const key = recordIdemKey({ sourceSystem: "s", objectType: "o", keyProperties: ["constructor"] });
    expect(problem(() => key({})).code).toBe("idem_key_missing");
    expect(key(JSON.parse('{"constructor":"x"}'))).toBe("s:default:o:x");
    for (const record of [null, undefined, [], "x", 1])
      expect(problem(() => key(record))).toMatchObject({ code: "idem_key_not_scalar", field: "record" });
    expect(problem(() => idemKey({ ...parts, objectType: " ", externalId: "x" })).field).toBe("objectType");
    expect(problem(() => recordIdemKey({ sourceSystem: "s", objectType: "o", keyProperties: [] })).code).toBe(
      "idem_key_missing",
    );
  });

  test("names the part of a compound key that is missing", () => {
    const key = recordIdemKey({ sourceSystem: "s", objectType: "o", keyProperties: ["a", "b"] });
    expect(key({ a: "x,y", b: 2 })).toBe("s:default:o:x%2Cy,2");
    expect(recordExternalId({ a: "x", b: 2 }, ["a", "b"])).toBe("x,2");
    expect(problem(() => key({ a: 1 })).field).toBe("b");
  });

  test("takes 500 characters", () => {
    expect(idemKey({ ...parts, externalId: "x".repeat(500) })).toHaveLength(506);
  });
});

describe("keys per source and object", () => {
  test.for([
    [gmailEmailIdemKey(), { id: "x" }, "gmail:default:email:x"],
    [exchangeEmailIdemKey({ connectionName: "info" }), { id: "x" }, "exchange:info:email:x"],
    [
      googleFormsResponseIdemKey({ connectionName: "f" }),
      { responseId: "x" },
      "google_forms:f:form_response:x",
    ],
    [stripeCustomerIdemKey(), { id: "x" }, "stripe:default:customer:x"],
    [stripeInvoiceIdemKey(), { id: "x" }, "stripe:default:invoice:x"],
    [stripePaymentIntentIdemKey(), { id: "x" }, "stripe:default:payment_intent:x"],
    [stripeRefundIdemKey(), { id: "x" }, "stripe:default:refund:x"],
    [stripeChargeIdemKey({ sourceSystem: "stripe-eu" }), { id: "x" }, "stripe-eu:default:charge:x"],
    [dataverseContactIdemKey(), { contactid: "x" }, "dataverse:default:contact:x"],
    [dataverseSessionIdemKey(), { cre92_clientsessionid: "x" }, "dataverse:default:session:x"],
    [dataverseReportIdemKey(), { cre92_clientreportid: "x" }, "dataverse:default:report:x"],
    [
      filesIdemKey({ objectType: "email", idProperty: "id" }),
      { id: "<x@example.com>" },
      "files:default:email:<x@example.com>",
    ],
  ] as const)("%#", ([key, record, expected]) => {
    expect(key(record)).toBe(expected);
  });

  test("records of files without an id are known by their content", () => {
    const key = filesIdemKey({ objectType: "email", idProperty: "id" });
    const expected = contentIdemKey({
      sourceSystem: "files",
      connectionName: "default",
      objectType: "email",
      record: { b: 1, a: 2 },
    });
    expect(key({ a: 2, b: 1 })).toBe(expected);
    expect(filesIdemKey({ objectType: "email" })({ a: 2, b: 1 })).toBe(expected);
    expect(key({ id: " " })).toMatch(/sha256-/);
    expect(problem(() => key({ id: [] })).code).toBe("idem_key_not_scalar");
  });
});
