import { SourcesScreen } from "@/components/sources/sources-screen";

export default function Page() {
  return <SourcesScreen />;
}
