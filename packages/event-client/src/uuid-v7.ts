import { randomBytes, randomInt } from "node:crypto";

const counterMax = 0xfff;
let last = { milliseconds: 0, counter: 0 };

/**
 * A UUID of version 7 (RFC 9562): milliseconds since 1970 in the first 48 bits, then a counter of 12 bits, the rest
 * random. Ids of one process sort in the order in which they were made, also within a millisecond.
 */
export function uuidV7(at: Date): string {
  last = next(Math.max(0, at.getTime()));
  const bytes = randomBytes(16);
  bytes.writeUIntBE(last.milliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | last.counter, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A counter starts in the lower half, so that a millisecond has room for thousands of ids; past them it borrows the next. */
function next(milliseconds: number): typeof last {
  if (milliseconds !== last.milliseconds) return { milliseconds, counter: randomInt(counterMax >> 1) };
  if (last.counter < counterMax) return { milliseconds, counter: last.counter + 1 };
  return { milliseconds: milliseconds + 1, counter: 0 };
}
