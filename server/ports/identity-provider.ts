/** What the browser is sent to the provider with, and must come back to. */
export interface ProviderSignIn {
  /** Where to send the browser. */
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636); never leaves the service but to the provider. */
  readonly verifier: string;
}

/** Somebody whom the provider vouches for. */
export interface Identity {
  readonly issuer: string;
  /** Who it is there: never given to somebody else. */
  readonly subject: string;
  readonly login: string;
  readonly displayName: string;
  /** What the roles claim holds, as it is there. */
  readonly claimedRoles: readonly string[];
  /** When they proved who they are; null: the provider does not say. */
  readonly authenticatedAt: Date | null;
  /** Given back to end the session there. */
  readonly idToken: string;
}

/** Why somebody was not let in; the message is for whoever runs the service, and holds no token. */
export class IdentityRefused extends Error {
  override readonly name = 'IdentityRefused';
}

/** An OpenID Connect provider: authorization code with PKCE, every claim and signature checked. */
export interface IdentityProvider {
  /** `anew`: the provider asks for the password again, even if it knows the browser. Rejects when it does not answer. */
  begin(anew: boolean): Promise<ProviderSignIn>;
  /** `answer`: the parameters that the browser came back with. Rejects with IdentityRefused. */
  complete(answer: URLSearchParams, signIn: Omit<ProviderSignIn, 'url'>, anew: boolean): Promise<Identity>;
  /** Where to send the browser so that its session there ends too; null: the provider has no such page. */
  signOutUrl(idToken: string): Promise<string | null>;
}
