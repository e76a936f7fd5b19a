import { EntryScreen } from "@/components/jobs/entry-screen";

export default function Page() {
  return <EntryScreen />;
}
