import { OverviewScreen } from "@/components/overview/overview-screen";

export default function Page() {
  return <OverviewScreen />;
}
