import { z } from 'zod';
import type { Channel, SpeakerRole } from '../../../graph-schema/index.ts';
import type { ParsedAgent } from '../../ports.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import type { CallMapping } from './call-mapping.ts';
import { type CallTranscript, type CallTurn, customerOfAddress, inOrder, readInstant } from './call-transcript.ts';
import { rolesNote } from './caption-call.ts';
import { languageOfTag } from './language-tag.ts';
import { assignRoles, countLeftOut, kindOfWord, personNames, speakerRemedy } from './speaker-roles.ts';
import { inlineContent } from './vcon-content.ts';
import { type TranscriptPiece, transcriptPieces } from './vcon-transcript.ts';

const text = z.string().nullish().catch(null);
const index = z.int().min(0);

const partySchema = z.looseObject({
  name: text,
  tel: text,
  sip: text,
  mailto: text,
  uuid: text,
  did: text,
  role: text,
  type: text,
  org: text,
  dept: text,
});
type Party = z.infer<typeof partySchema>;

const contentFields = { mediatype: text, encoding: text, body: z.unknown().optional(), url: text };

const dialogSchema = z.looseObject({
  // An empty object keeps the place of what was redacted.
  type: text,
  start: text,
  duration: z.number().min(0).nullish(),
  parties: z.union([index, z.array(z.union([index, z.array(index), z.null()]))]).nullish(),
  originator: index.nullish(),
  disposition: text,
  application: text,
  message_id: text,
  ...contentFields,
});
type Dialog = z.infer<typeof dialogSchema>;

const analysisSchema = z.looseObject({
  type: text,
  dialog: z.union([index, z.array(index)]).nullish(),
  language: text,
  ...contentFields,
});

const schema = z.looseObject({
  vcon: z.string().nullish(),
  uuid: z.string().trim().min(1, 'must name the vCon'),
  critical: z.array(z.string()).nullish(),
  subject: text,
  redacted: z.looseObject({}).nullish(),
  redacted_from: z.looseObject({}).nullish(),
  group: z.array(z.unknown()).nullish(),
  parties: z.array(partySchema.nullable()).nullish(),
  dialog: z.array(dialogSchema.nullable()).nullish(),
  analysis: z.array(analysisSchema.nullable()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
});
type Vcon = z.infer<typeof schema>;

const remedy = 'Hand in an unsigned vCon as the core draft has it: uuid, created_at, parties, dialog, analysis.';

/** Extensions that add to the core and change nothing that is read here. */
const harmlessExtensions = new Set(['cc', 'contact_center', 'wtf', 'wtf_transcription', 'lawful_basis']);

/** What is said in one dialog, before roles are known. */
interface Said {
  readonly speaker: string | null;
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** Reads an unsigned vCon as one call: its text dialogs and the transcripts among its analyses. Throws BadRecord. */
export function readVcon(value: unknown, mapping: CallMapping, timeZone: string): CallTranscript {
  refuseSealed(value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const vcon = parsed.data;
  const unknown = vcon.critical?.find((name) => !harmlessExtensions.has(name.toLowerCase()));
  if (unknown !== undefined) {
    throw new BadRecord(
      'critical lists an extension that is not known here',
      'Hand in the vCon without that extension.',
    );
  }
  const speakers = speakersOf(vcon.parties ?? []);
  const starts = (vcon.dialog ?? []).map((dialog, i) =>
    dialog?.start ? readInstant(`dialog.${i}.start`, dialog.start, timeZone).getTime() : null,
  );
  const origin = starts.reduce<number | null>((least, t) => (t === null || (least ?? t) < t ? least : t), null);
  const leftOut = countLeftOut();
  const said = saidIn(vcon, starts, origin, speakers, leftOut);
  if (said.length === 0) throw nothingSaid(vcon);
  const named = said.map((one) => ({ ...one, speaker: one.speaker ?? 'unnamed' }));
  const assigned = assignRoles(named, withPartyRoles(vcon.parties ?? [], speakers, mapping));
  const turns: CallTurn[] = [];
  for (const { speaker, ...turn } of named) {
    const role = assigned.roles.get(speaker);
    if (role === undefined || role === 'machine') leftOut.add('machine');
    else turns.push({ ...turn, role });
  }
  const partyOf = (role: SpeakerRole) =>
    (vcon.parties ?? []).find((_, i) => assigned.roles.get(speakers[i] ?? '') === role);
  const attachments = vcon.attachments?.length ?? 0;
  return {
    id: vcon.uuid,
    title: vcon.subject ?? null,
    turns: inOrder(turns),
    startedAt: origin === null ? null : new Date(origin),
    channel: channelOf(vcon),
    language: languageOfTag(vcon.analysis?.find((a) => a?.language)?.language),
    agent: agentOf(partyOf('agent')),
    customerId: idOfParty(partyOf('customer')),
    names: personNames((vcon.parties ?? []).flatMap((p) => (p?.name ? [p.name] : []))),
    durationMs: durationOf(vcon, starts, origin),
    notes: {
      format: 'vcon',
      ...(/^\d{1,2}(?:\.\d{1,2}){1,2}$/.test(vcon.vcon ?? '') ? { vcon: vcon.vcon ?? '' } : {}),
      ...((vcon.redacted ?? vcon.redacted_from) ? { redactedBefore: true } : {}),
      ...(attachments > 0 ? { attachmentsNotRead: attachments } : {}),
      ...rolesNote(assigned),
      ...leftOut.notes(),
    },
  };
}

function refuseSealed(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('payload' in value && 'signatures' in value) {
    const advice = 'Check the signature and hand in the vCon that its payload holds.';
    throw new BadRecord('it is a signed vCon (JWS), which is not opened here', advice);
  }
  if ('ciphertext' in value) {
    throw new BadRecord('it is an encrypted vCon (JWE)', 'Decrypt it and hand in the vCon inside.');
  }
}

/** A name for every party that tells it from the others. */
function speakersOf(parties: readonly (Party | null)[]): string[] {
  const taken = new Set<string>();
  return parties.map((party, i) => {
    const wanted = party?.name?.trim() || party?.role?.trim() || `party ${i}`;
    const name = taken.has(wanted) ? `${wanted} (party ${i})` : wanted;
    taken.add(name);
    return name;
  });
}

function withPartyRoles(parties: readonly (Party | null)[], speakers: readonly string[], mapping: CallMapping) {
  const roles = new Map(mapping.speakers);
  for (const [i, party] of parties.entries()) {
    const name = (speakers[i] ?? '').toLowerCase();
    const stated = [party?.role, party?.type]
      .map((word) => (word ? kindOfWord(word) : null))
      .find((kind) => kind != null);
    const mapped = [`party ${i}`, party?.tel, party?.mailto].map((key) =>
      mapping.speakers.get(key?.toLowerCase() ?? ''),
    );
    const kind = mapping.speakers.get(name) ?? mapped.find((found) => found !== undefined) ?? stated;
    if (kind) roles.set(name, kind);
  }
  return roles;
}

function saidIn(
  vcon: Vcon,
  starts: readonly (number | null)[],
  origin: number | null,
  speakers: readonly string[],
  leftOut: ReturnType<typeof countLeftOut>,
): Said[] {
  const said: Said[] = [];
  const transcribed = new Set<number>();
  for (const [i, analysis] of (vcon.analysis ?? []).entries()) {
    if (analysis?.type?.toLowerCase() !== 'transcript') continue;
    const about = [analysis.dialog ?? []].flat();
    // The first transcript of a dialog counts; others repeat it in another form.
    if (about.length > 0 ? about.every((d) => transcribed.has(d)) : i > 0 && said.length > 0) continue;
    const pieces = transcriptPieces(inlineContent(analysis, `analysis.${i}`));
    if (!pieces) {
      leftOut.add('transcripts not inline or of an unknown form');
      continue;
    }
    for (const d of about) transcribed.add(d);
    const dialog = vcon.dialog?.[about[0] ?? -1] ?? null;
    const shift = shiftOf(starts[about[0] ?? -1], origin);
    for (const piece of pieces) said.push(saidOfPiece(piece, dialog, speakers, shift));
  }
  for (const [i, dialog] of (vcon.dialog ?? []).entries()) {
    if (!dialog?.type || dialog.type === 'transfer' || dialog.type === 'incomplete') continue;
    if (dialog.type !== 'text') {
      if (dialog.type === 'recording' && !transcribed.has(i)) leftOut.add('recordings without transcript');
      continue;
    }
    const content = inlineContent(dialog, `dialog.${i}`);
    if (typeof content !== 'string' || !isPlain(dialog)) {
      leftOut.add('messages without plain text');
      continue;
    }
    const startMs = starts[i] == null ? null : shiftOf(starts[i], origin);
    const endMs = startMs === null || dialog.duration == null ? null : startMs + dialog.duration * 1_000;
    const sender = dialog.originator ?? [dialog.parties ?? []].flat(2)[0];
    said.push({ speaker: speakers[sender ?? -1] ?? null, text: content, startMs, endMs });
  }
  return said;
}

const shiftOf = (start: number | null | undefined, origin: number | null) =>
  start == null || origin === null ? 0 : start - origin;
const isPlain = ({ mediatype }: Dialog) => !mediatype || /^text\/(?:plain|markdown)\b/i.test(mediatype);

function saidOfPiece(piece: TranscriptPiece, dialog: Dialog | null, speakers: readonly string[], shift: number): Said {
  const channels = Array.isArray(dialog?.parties) ? dialog.parties : [dialog?.parties ?? []].flat();
  const ofChannel = piece.channel === null || channels.length < 2 ? null : [channels[piece.channel] ?? []].flat();
  const party = piece.party ?? (ofChannel?.length === 1 ? ofChannel[0] : null);
  const alone = channels.length === 1 && typeof channels[0] === 'number' ? channels[0] : null;
  const speaker =
    (party == null ? null : speakers[party]) ?? piece.speaker ?? (alone === null ? null : speakers[alone]);
  return {
    speaker: speaker ?? null,
    text: piece.text,
    startMs: piece.startMs === null ? null : piece.startMs + shift,
    endMs: piece.endMs === null ? null : piece.endMs + shift,
  };
}

function nothingSaid(vcon: Vcon): BadRecord {
  const dialogs = vcon.dialog ?? [];
  if (dialogs.some((d) => d?.type === 'recording')) {
    const advice = 'Have the recording transcribed, and hand in the vCon with an analysis of type transcript, inline.';
    return new BadRecord('it holds a recording without a transcript that can be read', advice);
  }
  if (dialogs.some((d) => d?.type === 'incomplete')) {
    return new BadRecord('the call came to no conversation (dialog of type incomplete)', 'Leave it out.');
  }
  if ((vcon.group?.length ?? 0) > 0) {
    return new BadRecord('it only groups other vCons', 'Hand in the vCons that it groups.');
  }
  return new BadRecord('nothing is said in it: it has no text dialog and no transcript', speakerRemedy);
}

function durationOf(vcon: Vcon, starts: readonly (number | null)[], origin: number | null): number | null {
  const ends = (vcon.dialog ?? []).map((d, i) =>
    d?.duration == null ? 0 : shiftOf(starts[i], origin) + d.duration * 1_000,
  );
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  return last > 0 ? last : null;
}

function channelOf(vcon: Vcon): Channel | null {
  const dialogs = (vcon.dialog ?? []).filter((d) => d?.type === 'recording' || d?.type === 'text');
  if (dialogs.some((d) => d?.type === 'recording')) return 'phone';
  if (dialogs.length === 0) return null;
  return dialogs.some((d) => /mail/i.test(d?.application ?? '') || d?.message_id?.includes('@')) ? 'email' : 'chat';
}

function agentOf(party: Party | null | undefined): ParsedAgent | null {
  const id = party?.uuid?.trim() || party?.mailto?.trim() || party?.sip?.trim() || party?.name?.trim();
  if (!id) return null;
  const name = party?.name?.trim();
  const team = party?.dept?.trim();
  return { id, ...(name ? { name } : {}), ...(team ? { team } : {}) };
}

function idOfParty(party: Party | null | undefined): string | null {
  return customerOfAddress(party?.tel ?? party?.mailto ?? party?.sip ?? party?.did ?? party?.uuid);
}
