import type { Random } from "../random.ts";

/** A client of the synthetic practice. */
export interface Client {
  /** `client_001`, in the order in which they joined. */
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  /** At example.com, ASCII, unique. */
  readonly email: string;
  /** From the range that is reserved for fiction. */
  readonly phone: string;
  readonly joined: Date;
}

type Name = readonly [first: string, last: string, mailbox: string];

/** Fixed names that come first: what breaks file names, sorting and mail headers. The first two are one name. */
const NOTABLE: readonly Name[] = [
  ["Alex", "Morgan", "alex.morgan"],
  ["Alex", "Morgan", "a.morgan"],
  ["Zoë", "Brontë-Núñez", "zoe.bronte"],
  ["Łukasz", "Żółć", "lukasz.zolc"],
  ["美玲", "陳", "meiling.chen"],
  ["Renée", "O’Connor", "renee.oconnor"],
  ["Søren", "Ångström", "soren.angstrom"],
  // Decomposed on purpose: the same name in NFC is another byte sequence.
  ["Jose\u0301", "Mun\u0303oz", "jose.munoz"],
];

const FIRST = [
  "Mara",
  "Jonas",
  "Priya",
  "Tomás",
  "Ines",
  "Kofi",
  "Hana",
  "Samir",
  "Greta",
  "Noah",
  "Yara",
  "Emil",
];
const LAST = [
  "Lind",
  "Okafor",
  "Keller",
  "Sato",
  "Rossi",
  "Dubois",
  "Novák",
  "Haddad",
  "Silva",
  "Berg",
  "Ito",
];

const DAY = 86_400_000;

function nameOf(index: number, random: Random): Name {
  const notable = NOTABLE[index];
  if (notable !== undefined) return notable;
  const first = random.pick(FIRST);
  const last = random.pick(LAST);
  const plain = `${first}.${last}`.normalize("NFD").replace(/[^A-Za-z.]/g, "");
  return [first, last, plain.toLowerCase()];
}

/** The clients; all of them joined in the 400 days before `now`, the last one a few days ago. */
export function createClients(count: number, now: Date, random: Random): readonly Client[] {
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) {
    const [firstName, lastName, mailbox] = nameOf(index, random);
    const number = String(index + 1).padStart(3, "0");
    const daysAgo = 5 + Math.floor(((count - 1 - index) * 390) / Math.max(1, count - 1));
    const minutes = random.integer(0, 600);
    clients.push({
      key: `client_${number}`,
      firstName,
      lastName,
      email: `${mailbox}.${number}@clients.example.com`,
      phone: `+1555555${String(100 + (index % 100)).padStart(4, "0")}`,
      joined: new Date(now.getTime() - daysAgo * DAY - minutes * 60_000),
    });
  }
  return clients;
}
