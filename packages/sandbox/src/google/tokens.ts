import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { Random } from "../random.ts";

/** The OAuth client and the refresh token that the sandbox accepts. */
export interface GoogleCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** An answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: 200 | 400 | 401;
  readonly body: JsonObject;
}

/** Google's token endpoint, and which access tokens are good right now. */
export interface TokenIssuer {
  /** Answers a form of the refresh_token grant: https://developers.google.com/identity/protocols/oauth2/web-server#offline */
  answer(form: URLSearchParams): TokenAnswer;
  accepts(accessToken: string): boolean;
  /** Every access token that is out stops working. */
  expireAccessTokens(): void;
  /** The refresh token stops working: `invalid_grant` from now on. */
  revokeRefreshToken(): void;
  /** From now on each use of the refresh token gives a new one and ends the old one. */
  rotateRefreshTokens(): void;
  /** The refresh token that works now; undefined once it is revoked. */
  currentRefreshToken(): string | undefined;
}

const LIFETIME_SECONDS = 3599;

function refusal(status: 400 | 401, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

/** An issuer for one client and one user. Access tokens last an hour of the sandbox's clock. */
export function createTokenIssuer(credentials: GoogleCredentials, clock: Clock, random: Random): TokenIssuer {
  const accessTokens = new Map<string, number>();
  let refreshToken: string | undefined = credentials.refreshToken;
  let rotates = false;
  return {
    answer: (form) => {
      if (form.get("grant_type") !== "refresh_token") {
        return refusal(400, "unsupported_grant_type", "Invalid grant_type");
      }
      const { clientId, clientSecret } = credentials;
      if (form.get("client_id") !== clientId || form.get("client_secret") !== clientSecret) {
        return refusal(401, "invalid_client", "The OAuth client was not found.");
      }
      if (refreshToken === undefined || form.get("refresh_token") !== refreshToken) {
        return refusal(400, "invalid_grant", "Token has been expired or revoked.");
      }
      const accessToken = `sandbox-access-${random.text(24)}`;
      accessTokens.set(accessToken, clock.seconds() + LIFETIME_SECONDS);
      if (rotates) refreshToken = `sandbox-refresh-${random.text(24)}`;
      const body: JsonObject = {
        access_token: accessToken,
        expires_in: LIFETIME_SECONDS,
        scope:
          "https://www.googleapis.com/auth/forms.body.readonly https://www.googleapis.com/auth/forms.responses.readonly",
        token_type: "Bearer",
      };
      return { status: 200, body: rotates ? { ...body, refresh_token: refreshToken } : body };
    },
    accepts: (accessToken) => (accessTokens.get(accessToken) ?? 0) > clock.seconds(),
    expireAccessTokens: () => accessTokens.clear(),
    revokeRefreshToken: () => {
      refreshToken = undefined;
    },
    rotateRefreshTokens: () => {
      rotates = true;
    },
    currentRefreshToken: () => refreshToken,
  };
}
