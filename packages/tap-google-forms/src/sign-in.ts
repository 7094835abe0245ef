import {
  type Authorize,
  HttpStatusError,
  NetworkError,
  ResponseError,
  SignInError,
} from "@lorchestra/tap-kit";
import type { OAuth2Client } from "google-auth-library";
import type { GoogleFormsTapConfig } from "./config.ts";
import { TokenUrlError } from "./errors.ts";
import { readRefreshToken, writeRefreshToken } from "./token-file.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const TOKEN_TIMEOUT_MS = 30_000;

/** The token endpoint's address. Plain http is for loopback only. */
export function checkTokenUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const allowed = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (url === undefined || !allowed || url.username !== "" || url.password !== "") throw new TokenUrlError();
  return url;
}

type Credentials = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
};

/** Google's client. It does not retry: what it throws goes through the retries of the tap's HTTP client. */
async function openClient(
  { clientId, clientSecret, refreshToken }: Credentials,
  tokenUrl: URL,
): Promise<OAuth2Client> {
  const { OAuth2Client: Client } = await import("google-auth-library");
  return new Client({
    clientId,
    clientSecret,
    endpoints: { oauth2TokenUrl: tokenUrl.href },
    credentials: { refresh_token: refreshToken },
    transporterOptions: {
      fetchImplementation: fetch,
      timeout: TOKEN_TIMEOUT_MS,
      retryConfig: { retry: 0, noResponseRetries: 0 },
    },
  });
}

/** Status and OAuth error code of what Google's client threw. Its own text may quote the request, so it is not used. */
function failureOf(error: unknown): {
  readonly status: number | undefined;
  readonly code: string | undefined;
} {
  const response =
    typeof error === "object" && error !== null && "response" in error ? error.response : undefined;
  if (typeof response !== "object" || response === null) return { status: undefined, code: undefined };
  const status = "status" in response && typeof response.status === "number" ? response.status : undefined;
  const data = "data" in response ? response.data : undefined;
  const code = typeof data === "object" && data !== null && "error" in data ? data.error : undefined;
  return { status, code: typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? code : undefined };
}

function tapErrorFor(error: unknown, host: string): Error {
  const { status, code } = failureOf(error);
  if (status === undefined) return new NetworkError(`The connection to ${host} failed while signing in.`);
  if (status === 429 || status >= 500)
    return new HttpStatusError(`${host} answered ${status}.`, status, code);
  if (code === "invalid_client" || code === "unauthorized_client") {
    return new SignInError(
      `${host} does not know the OAuth client (${code}). Check client_id and client_secret.`,
    );
  }
  return new SignInError(
    `${host} refuses the refresh token (${code ?? status}). Sign in again, then put the new refresh_token into the configuration.`,
  );
}

/** Signs requests with an access token from Google's client; a rotated refresh token is kept in the token file. */
class Session {
  readonly #config: GoogleFormsTapConfig;
  readonly #configured: Credentials;
  readonly #tokenUrl: URL;
  #client: OAuth2Client | undefined;
  #rotated: string | undefined;

  constructor(config: GoogleFormsTapConfig, configured: Credentials) {
    this.#config = config;
    this.#configured = configured;
    this.#tokenUrl = checkTokenUrl(config.token_url);
  }

  async authorize(refresh: boolean): Promise<{ readonly [header: string]: string }> {
    const client = await this.#opened();
    const refreshToken = client.credentials.refresh_token;
    if (refresh && refreshToken) client.setCredentials({ refresh_token: refreshToken });
    const token = await this.#accessToken(client);
    await this.#keepRotated(client);
    return { authorization: `Bearer ${token}` };
  }

  async #opened(): Promise<OAuth2Client> {
    if (this.#client !== undefined) return this.#client;
    const { refreshToken: configured } = this.#configured;
    const { token_file: file } = this.#config;
    const refreshToken = file === undefined ? configured : await readRefreshToken(file, configured);
    const client = await openClient({ ...this.#configured, refreshToken }, this.#tokenUrl);
    client.on("tokens", ({ refresh_token: given }) => {
      if (given && given !== client.credentials.refresh_token) this.#rotated = given;
    });
    this.#client = client;
    return client;
  }

  async #accessToken(client: OAuth2Client): Promise<string> {
    let token: string | null | undefined;
    try {
      ({ token } = await client.getAccessToken());
    } catch (error) {
      if (error instanceof Error && error.message === "Could not refresh access token.") token = undefined;
      else throw tapErrorFor(error, this.#tokenUrl.host);
    }
    if (token) return token;
    throw new ResponseError("response_not_json", `${this.#tokenUrl.host} answered without an access token.`);
  }

  async #keepRotated(client: OAuth2Client): Promise<void> {
    const rotated = this.#rotated;
    if (rotated === undefined) return;
    this.#rotated = undefined;
    client.setCredentials({ ...client.credentials, refresh_token: rotated });
    if (this.#config.token_file !== undefined) {
      await writeRefreshToken(this.#config.token_file, this.#configured.refreshToken, rotated);
    }
  }
}

/** How requests are signed: with Google's client, or with the access token of the configuration. */
export function signIn(config: GoogleFormsTapConfig): Authorize {
  const { access_token: accessToken, client_id: clientId, client_secret: clientSecret } = config;
  const { refresh_token: refreshToken } = config;
  if (clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined) {
    const session = new Session(config, { clientId, clientSecret, refreshToken });
    return (refresh) => session.authorize(refresh);
  }
  return async (refresh) => {
    if (refresh || accessToken === undefined) {
      throw new SignInError(
        "Google refuses the access token. It lasts an hour; use a refresh token for more.",
      );
    }
    return { authorization: `Bearer ${accessToken}` };
  };
}
