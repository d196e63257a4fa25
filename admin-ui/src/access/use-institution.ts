import { useGetIdentity } from 'react-admin';
import type { Session } from '../api/types.ts';

export type Institution = Session['institution'];

/** Whose installation this is; undefined until the session has said so. */
export function useInstitution(): Institution | undefined {
  return useGetIdentity().data?.institution as Institution | undefined;
}
