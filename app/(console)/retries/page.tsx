import { RetriesScreen } from "@/components/jobs/retries-screen";

export default function Page() {
  return <RetriesScreen />;
}
