import { createContext } from 'react';
import type { IdentityCheck } from './identity-check.ts';

export const IdentityCheckContext = createContext<IdentityCheck | null>(null);
