/** The time of a service, as its answers give it in their `Date` header. */
export class SourceClock {
  #latest: Date | undefined;

  /** Node's own fetch, noting the time of each good answer. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const date = Date.parse(response.headers.get("date") ?? "");
    if (response.ok && Number.isFinite(date)) this.#latest = new Date(date);
    return response;
  };

  /** The service's time at its latest good answer; undefined before the first. */
  get latest(): Date | undefined {
    return this.#latest;
  }
}
