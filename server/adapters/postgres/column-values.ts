import pg from 'pg';

type Parse = (text: string) => unknown;

/** Numbers where they are exact, so that counts are numbers; a bigint beyond that. */
function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

const asText: Parse = (text) => text;
const asJson: Parse = (text) => JSON.parse(text);
const { builtins } = pg.types;

// A date or a timestamp without a zone is no instant; turning it into one would use the process's own zone.
const parsers = new Map<number, Parse>([
  [builtins.INT8, parseInt8],
  [builtins.NUMERIC, asText],
  [builtins.DATE, asText],
  [builtins.TIMESTAMP, asText],
  [builtins.INTERVAL, asText],
  [builtins.JSON, asJson],
  [builtins.JSONB, asJson],
]);

/** The element type of each array type that the schema may use. */
const elementOf = new Map<number, number>([
  [1000, builtins.BOOL],
  [1005, builtins.INT2],
  [1007, builtins.INT4],
  [1016, builtins.INT8],
  [1009, builtins.TEXT],
  [1015, builtins.VARCHAR],
  [1021, builtins.FLOAT4],
  [1022, builtins.FLOAT8],
  [1115, builtins.TIMESTAMP],
  [1182, builtins.DATE],
  [1185, builtins.TIMESTAMPTZ],
  [1231, builtins.NUMERIC],
  [199, builtins.JSON],
  [3807, builtins.JSONB],
]);

const TEXT_ARRAY: number = 1009;
type Nested = string | null | readonly Nested[];

function parseArray(text: string, element: Parse): unknown {
  const convert = (value: Nested): unknown => {
    if (value === null) return null;
    return typeof value === 'string' ? element(value) : value.map(convert);
  };
  return convert(pg.types.getTypeParser(TEXT_ARRAY, 'text')(text) as Nested);
}

function parserOf(oid: number): Parse {
  const element = elementOf.get(oid);
  if (element !== undefined) {
    const parse = parserOf(element);
    return (text) => parseArray(text, parse);
  }
  return parsers.get(oid) ?? (pg.types.getTypeParser(oid, 'text') as Parse);
}

/** How values of each type come back: the same as from the embedded engine. */
export const columnValues: pg.CustomTypesConfig = { getTypeParser: (oid: number) => parserOf(oid) };
