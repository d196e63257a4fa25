export { createHttpClient, type HttpClient, Problem } from '../../../client/http-client.ts';
