import { type HttpClient, Problem } from '../api/http-client.ts';

const returnKey = 'coach.return-to';
const refusalKey = 'coach.sign-in-refusal';

/** Goes to the identity provider; whoever signs in there comes back to the page that they left. `anew`: asks for the password again. */
export async function goToProvider(http: HttpClient, anew: boolean): Promise<void> {
  const { url } = (await http.json('POST', 'provider-sign-ins', { json: { anew } })) as { url: string };
  sessionStorage.setItem(returnKey, window.location.hash);
  window.location.assign(url);
}

/** When the browser comes back from the identity provider: signs in, and takes what it brought out of the address. */
export async function completeReturn(http: HttpClient): Promise<void> {
  const answer = Object.fromEntries(new URLSearchParams(window.location.search));
  if (answer['state'] === undefined || (answer['code'] === undefined && answer['error'] === undefined)) return;
  const back = sessionStorage.getItem(returnKey) ?? '';
  sessionStorage.removeItem(returnKey);
  window.history.replaceState(null, '', `${window.location.pathname}${back.startsWith('#/login') ? '' : back}`);
  try {
    await http.json('POST', 'provider-sign-ins/completion', { json: { answer } });
  } catch (error) {
    sessionStorage.setItem(refusalKey, error instanceof Problem ? error.code : 'provider_refused');
  }
}

/** Why the last attempt to sign in there failed; told once. */
export function takeRefusal(): string | null {
  const code = sessionStorage.getItem(refusalKey);
  sessionStorage.removeItem(refusalKey);
  return code;
}
