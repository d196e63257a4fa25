import { unifyScript } from '../../steps/unify-script.ts';
import { columnOfHeader } from '../calls/call-columns.ts';
import { type CallColumn, type CallMapping, type ListColumn, listColumns } from '../calls/call-mapping.ts';

const sharedColumns = [
  'callId',
  'agentId',
  'agentName',
  'agentTeam',
  'outcome',
  'satisfaction',
  'repeatContact',
  'handlingSeconds',
  'outcomeSource',
] as const satisfies readonly CallColumn[];
/** What a column of a list of agents or of outcomes may hold. */
export type StatementColumn = ListColumn | (typeof sharedColumns)[number];
export type StatementPlaces = ReadonlyMap<StatementColumn, number>;

// Written as `plainHeader` leaves them.
const aliases: Readonly<Record<ListColumn, readonly string[]>> = {
  hiredOn: 'hiredon hiredate hired startdate joined joinedon joindate entrydate 入职日期 入职时间 入司日期'.split(' '),
  tenureMonths:
    'tenuremonths tenure tenureinmonths monthsofservice 司龄 司龄月 司龄(月) 工龄月 在岗月数 任职月数 从业月数'.split(
      ' ',
    ),
  tenureKnownOn: ['tenureknownon', 'asof', 'asofdate', '统计日期', '截至日期'],
  teamSince: ['teamsince', 'inteamsince', '入组日期', '调入日期'],
  occurredAt:
    'occurredat reportedat resolvedat closedat ratedat recordedat 登记时间 办结时间 评价时间 评分时间 确认时间'.split(
      ' ',
    ),
  complaintType:
    'complainttype category casetype tickettype topic issuetype 投诉类型 投诉分类 工单类型 业务类型 问题类型'.split(
      ' ',
    ),
  riskLevel: ['risklevel', 'risk', 'severity', '风险等级', '风险级别', '风险'],
  scaleMin: ['scalemin', 'satisfactionmin', '最低分'],
  scaleMax: ['scalemax', 'satisfactionmax', '最高分', '满分'],
};
const more: Readonly<Record<string, StatementColumn>> = {
  displayname: 'agentName',
  source: 'outcomeSource',
  来源: 'outcomeSource',
};
const known = new Map<string, StatementColumn>([
  ...listColumns.flatMap((column) => aliases[column].map((alias) => [alias, column] as const)),
  ...Object.entries(more),
]);

const plainHeader = (header: string) =>
  unifyScript(header.normalize('NFKC').toLowerCase()).replace(/^\ufeff|[\s_.\-/]+/g, '');

/** What the headers of a table, or the keys of a record, say that it holds; null: neither agents nor outcomes. */
export function findStatements(
  headers: readonly string[],
  mapping: CallMapping,
): { readonly holds: 'agents' | 'outcomes'; readonly places: StatementPlaces } | null {
  const shared = headers.map((header) => columnOfHeader(header));
  const mapped = new Set([...mapping.columns.keys(), ...shared]);
  // Words that somebody said make it a table of calls, however little else is known of it.
  if (mapped.has('text') || mapped.has('role') || mapping.holds === 'calls') return null;
  const places = new Map<StatementColumn, number>();
  const plain = headers.map((header) => header.trim().toLowerCase());
  for (const column of [...sharedColumns, ...listColumns]) {
    const header = isListed(column) ? mapping.listColumns?.get(column) : mapping.columns.get(column);
    const place = header === undefined ? -1 : plain.indexOf(header.trim().toLowerCase());
    if (place >= 0) places.set(column, place);
  }
  const taken = new Set(places.values());
  for (const [place, header] of headers.entries()) {
    if (taken.has(place) || header.length > 100) continue;
    const column = known.get(plainHeader(header)) ?? (isShared(shared[place]) ? shared[place] : null);
    if (column && !places.has(column)) places.set(column, place);
  }
  bareNames(plain, places);
  const holds = mapping.holds ?? kindOf(places);
  return holds === 'agents' || holds === 'outcomes' ? { holds, places } : null;
}

const isListed = (column: StatementColumn): column is ListColumn => listColumns.some((listed) => listed === column);

const isShared = (column: string | null | undefined): column is (typeof sharedColumns)[number] =>
  sharedColumns.some((shared) => shared === column);

/** A list of agents often calls their columns id and name. */
function bareNames(plain: readonly string[], places: Map<StatementColumn, number>): void {
  if (places.has('callId')) return;
  const names: readonly (readonly [StatementColumn, readonly string[]])[] = [
    ['agentId', ['id', '编号']],
    ['agentName', ['name', '姓名']],
  ];
  for (const [column, headers] of names) {
    const place = plain.findIndex((header) => headers.includes(header));
    if (place >= 0 && !places.has(column)) places.set(column, place);
  }
}

function kindOf(places: StatementPlaces): 'agents' | 'outcomes' | null {
  const any = (...columns: StatementColumn[]) => columns.some((column) => places.has(column));
  if (any('callId')) return any('outcome', 'satisfaction', 'repeatContact', 'handlingSeconds') ? 'outcomes' : null;
  return any('agentId') && any('agentTeam', 'hiredOn', 'tenureMonths') ? 'agents' : null;
}
