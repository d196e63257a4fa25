import { createContext, useContext } from 'react';
import type { HttpClient } from './http-client.ts';

export const HttpContext = createContext<HttpClient | null>(null);

/** The client for streams; records go through the data provider. */
export function useHttp(): HttpClient {
  const http = useContext(HttpContext);
  if (http === null) throw new Error('useHttp needs an HttpContext above it');
  return http;
}
