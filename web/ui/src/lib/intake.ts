/** Sorting what was dropped: each file is a song, each folder is one song of stems. */

export interface Song {
  title: string;
  /** One file of a song, or all stems of one. */
  files: File[];
  stems: boolean;
}

export interface Found {
  /** `folder/drums.wav`, without a leading slash. */
  path: string;
  file: File;
}

const AUDIO = /\.(wav|wave|aif|aiff|aifc|flac|mp3|ogg|oga|opus|m4a|mp4|aac|webm|wma)$/i;

/** Songs out of found files: files in one folder belong together, hidden and other files are left. */
export function songs(found: Found[]): Song[] {
  const folders = new Map<string, File[]>();
  const single: Song[] = [];
  for (const { path, file } of found) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.startsWith('.') || !AUDIO.test(name)) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder) folders.set(folder, [...(folders.get(folder) ?? []), file]);
    else single.push({ title: withoutEnding(name), files: [file], stems: false });
  }
  const gathered = [...folders].map(([folder, files]): Song => {
    const title = folder.slice(folder.lastIndexOf('/') + 1);
    return { title, files: files.sort((a, b) => a.name.localeCompare(b.name)), stems: true };
  });
  return [...single, ...gathered];
}

const withoutEnding = (name: string): string => name.replace(/(\.stem)?\.[^.]+$/i, '');

/** Everything that a drop holds, folders opened. Must be called while the drop is handled: the list dies after it. */
export async function dropped(items: DataTransferItemList): Promise<Found[]> {
  const found = [...items].map((item) => {
    const entry = item.webkitGetAsEntry();
    // What was not dragged out of a file system (a mail, another page) is a file without an entry.
    return entry ? opened(entry) : chosen([item.getAsFile()].filter((file) => file !== null));
  });
  return (await Promise.all(found)).flat();
}

async function opened(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((found, wrong) => (entry as FileSystemFileEntry).file(found, wrong));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: Found[] = [];
  for (;;) {
    // A reader hands out a folder in parts and an empty part at its end.
    const part = await new Promise<FileSystemEntry[]>((found, wrong) => reader.readEntries(found, wrong));
    if (part.length === 0) return inside;
    inside.push(...(await Promise.all(part.map(opened))).flat());
  }
}

/** The files of an `<input>`, one by one or as a folder. */
export const chosen = (files: Iterable<File>): Found[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
