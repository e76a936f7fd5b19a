import { ScheduledScreen } from "@/components/jobs/scheduled-screen";

export default function Page() {
  return <ScheduledScreen />;
}
