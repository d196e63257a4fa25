/** What a list asks for, in react-admin's words. */
export interface ListParams {
  readonly pagination?: { readonly page: number; readonly perPage: number } | undefined;
  readonly sort?: { readonly field: string; readonly order: 'ASC' | 'DESC' } | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
}

/** The query string of a list; empty filters are left out, a list of values repeats its name. */
export function listQuery({ pagination, sort, filter }: ListParams): string {
  const query = new URLSearchParams();
  if (pagination) {
    query.set('page', String(pagination.page));
    query.set('perPage', String(pagination.perPage));
  }
  if (sort) {
    query.set('sort', sort.field);
    query.set('order', sort.order.toLowerCase());
  }
  for (const [name, value] of Object.entries(filter ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null || one === '') continue;
      query.append(name, one instanceof Date ? one.toISOString() : String(one));
    }
  }
  return query.toString();
}
