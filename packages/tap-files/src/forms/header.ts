/** What the columns of an export are. */
export interface FormHeader {
  readonly timestamp: number;
  /** -1 when the form collects none. */
  readonly email: number;
  readonly questions: readonly {
    readonly column: number;
    readonly questionId: string;
    readonly title: string;
  }[];
}

/** Names of the timestamp column in the languages that Google writes it in. */
export const timestampColumns = [
  ...["Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora"],
  ...["Informazioni cronologiche", "Tijdstempel", "Tidsstempel", "Tidstämpel", "Sygnatura czasowa"],
];

/** Names of the column with the collected address. */
export const emailColumns = [
  ...["Email Address", "Username", "E-Mail-Adresse", "Nutzername", "Adresse e-mail"],
  ...["Dirección de correo electrónico", "Endereço de e-mail", "Indirizzo email", "E-mailadres"],
];

/** Reads the header line; null when it has no timestamp column. Question ids come from the position: `col-02`. */
export function readHeader(
  cells: readonly string[],
  names: { readonly timestamp: readonly string[]; readonly email: readonly string[] },
): FormHeader | null {
  const titles = cells.map((cell) => cell.trim());
  const timestamp = indexOfAny(titles, names.timestamp);
  if (timestamp === -1) return null;
  const email = indexOfAny(titles, names.email);
  const questions = titles.flatMap((title, column) =>
    column === timestamp || column === email ? [] : [{ column, title, questionId: questionIdOf(column) }],
  );
  return { timestamp, email, questions };
}

function questionIdOf(column: number): string {
  return `col-${String(column + 1).padStart(2, "0")}`;
}

function indexOfAny(titles: readonly string[], names: readonly string[]): number {
  const wanted = new Set(names.map((name) => name.trim().toLowerCase()));
  return titles.findIndex((title) => wanted.has(title.toLowerCase()));
}
