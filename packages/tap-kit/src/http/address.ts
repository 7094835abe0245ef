import { ForeignOriginError, TapError } from "../errors.ts";

/** Query parameters; one that is undefined is left out, a list repeats its key. */
export type Query = {
  readonly [name: string]: string | number | boolean | undefined | readonly (string | number)[];
};

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The base address of a service, ending in `/`. Plain http is for loopback only: records and credentials travel
 * over it.
 */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "") {
    throw new TapError(
      "http_base_url",
      "The base address is not an http(s) URL without credentials, like https://api.example.com/v1.",
    );
  }
  if (url.protocol === "http:" && !loopback.has(url.hostname)) {
    throw new TapError("http_base_url", `The base address of ${url.host} must start with https://.`);
  }
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/**
 * Resolves a path or a link that the service gave, as a browser would, against the base address.
 *
 * @throws ForeignOriginError when it leads to another origin.
 */
export function resolveLink(base: URL, link: string, query: Query = {}): URL {
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  if (url === undefined || url.origin !== base.origin || url.username !== "" || url.password !== "") {
    const where = url === undefined ? "something that is no address" : url.host;
    throw new ForeignOriginError(`${base.host} gave a link to ${where}; it was not followed.`);
  }
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    url.searchParams.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  url.hash = "";
  return url;
}

/** Host and path for messages; path parts that could be a person's address or name are left out, and the query always. */
export function describe(url: URL): string {
  const parts = url.pathname
    .split("/")
    .map((part) => (/^[A-Za-z0-9_.:$()='-]{0,80}$/.test(part) ? part : "..."));
  return `${url.host}${parts.join("/")}`;
}
