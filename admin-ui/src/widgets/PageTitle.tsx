import { useEffect } from 'react';
import { Title } from 'react-admin';

/** Names the page in the bar and in the browser's window. */
export function PageTitle({ title }: { title: string }) {
  useDocumentTitle(title);
  return <Title title={title} />;
}

/** Names the browser's window after the page, as history and screen readers tell it. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Agent Coach`;
  }, [title]);
}
