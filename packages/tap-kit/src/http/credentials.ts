import { SignInError } from "../errors.ts";

/**
 * Headers that sign a request. Called before every request with `false` (answer from memory while the token is
 * good), and with `true` after the service refused it: get a new one. Throw a {@link SignInError} when only a person
 * can help (`invalid_grant`).
 */
export type Authorize = (refresh: boolean) => Promise<{ readonly [header: string]: string }>;

/** Credentials of one client: requests that are refused at the same time refresh once. */
export class Credentials {
  readonly #authorize: Authorize | undefined;
  readonly #host: string;
  #generation = 0;
  #refreshing: Promise<void> | undefined;

  constructor(authorize: Authorize | undefined, host: string) {
    this.#authorize = authorize;
    this.#host = host;
  }

  /** Signing headers, and which generation of credentials they are of. */
  async headers(): Promise<{ headers: { readonly [header: string]: string }; generation: number }> {
    const generation = this.#generation;
    return { headers: (await this.#authorize?.(false)) ?? {}, generation };
  }

  /** After a 401: refreshes unless someone did since `generation`. */
  async refresh(generation: number): Promise<void> {
    const authorize = this.#authorize;
    if (authorize === undefined) throw this.refused();
    if (generation !== this.#generation) return;
    this.#refreshing ??= authorize(true)
      .then(() => {
        this.#generation += 1;
      })
      .finally(() => {
        this.#refreshing = undefined;
      });
    await this.#refreshing;
  }

  /** The error for credentials that stay refused. */
  refused(): SignInError {
    return new SignInError(`${this.#host} refuses the credentials. Sign in again, then run again.`);
  }
}
