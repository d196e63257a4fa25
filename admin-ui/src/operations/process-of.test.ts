import { describe, expect, it } from 'vitest';
import { processOf } from './process-of.ts';

describe('the process whose projection it is', () => {
  it('is read from the name, whatever the host is called', () => {
    expect(processOf('state:web-1.bank.example:4711:0f3a9c21')).toEqual({ host: 'web-1.bank.example', pid: '4711' });
    expect(processOf('state:fe80::1:7:0f3a9c21')).toEqual({ host: 'fe80::1', pid: '7' });
  });

  it('is nobody for a projection that all processes share', () => {
    expect(processOf('neo4j')).toBeNull();
    expect(processOf('state:')).toBeNull();
  });
});
