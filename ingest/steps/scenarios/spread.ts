/** At most `limit` of the list, evenly spread over it. */
export function spread<T>(list: readonly T[], limit: number): T[] {
  const stride = Math.max(1, Math.ceil(list.length / limit));
  return list.filter((_, i) => i % stride === 0);
}
