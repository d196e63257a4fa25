import type { UploadFile } from '../api/data-provider.ts';

/** Every file in what was dropped, folders opened, named by its path from there. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly UploadFile[]> {
  // The list empties itself as soon as the event is over: take the entries first.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return Array.from(transfer.files, (file) => ({ name: file.name, file }));
  return (await Promise.all(entries.map(filesIn))).flat();
}

/** The files of an input; those of a chosen folder keep their paths. */
export function chosenFiles(list: FileList): readonly UploadFile[] {
  return Array.from(list, (file) => ({ name: file.webkitRelativePath || file.name, file }));
}

async function filesIn(entry: FileSystemEntry): Promise<readonly UploadFile[]> {
  if (entry.isDirectory) {
    const children = await childrenOf(entry as FileSystemDirectoryEntry);
    return (await Promise.all(children.map(filesIn))).flat();
  }
  const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
  return [{ name: entry.fullPath.replace(/^\//, ''), file }];
}

async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // One read returns a hundred at most; an empty one is the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** The list with more files added; a file of the same name takes the place of the earlier one. */
export function withFiles(files: readonly UploadFile[], more: readonly UploadFile[]): readonly UploadFile[] {
  const byName = new Map([...files, ...more].map((upload) => [upload.name, upload]));
  return [...byName.values()].filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')));
}
