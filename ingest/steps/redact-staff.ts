import type { OwnContacts, ParsedAgent } from '../ports.ts';
import { findPersonalData } from './redact.ts';
import { placeholder } from './redaction/placeholders.ts';

/** What an institution calls its agents and teams: it keeps names, and loses numbers and addresses that stand beside them. */
export function redactStaffName(text: string, ownContacts: OwnContacts): string {
  const found = findPersonalData(text, { mode: 'document', ownContacts });
  return found.reduceRight(
    (rest, { type, start, end }) =>
      type === 'NAME' ? rest : rest.slice(0, start) + placeholder(type) + rest.slice(end),
    text,
  );
}

/** An agent as a call names them, without numbers and addresses. */
export function redactAgent(agent: ParsedAgent, ownContacts: OwnContacts): ParsedAgent {
  return {
    ...agent,
    ...(agent.name === undefined ? {} : { name: redactStaffName(agent.name, ownContacts) }),
    ...(agent.team === undefined ? {} : { team: redactStaffName(agent.team, ownContacts) }),
  };
}
