import { JobScreen } from "@/components/jobs/job-screen";

export default function Page() {
  return <JobScreen />;
}
