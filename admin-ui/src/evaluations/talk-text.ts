import type { EvaluationQuestion } from '../api/types.ts';

type Talk = EvaluationQuestion['utterances'];

const marks = { agent: /^\s*(?:客服|坐席|agent)\s*[:：]\s*/i, customer: /^\s*(?:客户|customer)\s*[:：]\s*/i };

/** A talk as lines that a person may edit: the agent's begin with 客服：. */
export function asText(talk: Talk): string {
  return talk.map(({ role, text }) => (role === 'agent' ? `客服：${text}` : text)).join('\n');
}

/** One utterance for each line; what is not the agent's is the customer's. */
export function asTalk(text: string): Talk {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      marks.agent.test(line)
        ? { role: 'agent', text: line.replace(marks.agent, '').trim() }
        : { role: 'customer', text: line.replace(marks.customer, '').trim() },
    );
}
